import { defineConfig, type RolldownOptions } from "rolldown"
import { thirdPartyLicenses } from "./toolchain/licenses.ts"

/**
 * One self-contained file a program, without shared chunks: the helper is started by its URL beside the
 * running module, in a thread or process of its own, and must not load the command line's code.
 */
const bundle = (input: string, file: string): RolldownOptions => ({
  input,
  platform: "node",
  transform: { target: "node22" },
  plugins: [thirdPartyLicenses(`${file}.licenses.txt`)],
  output: { file: `dist/${file}`, format: "esm", minify: true, codeSplitting: false },
  onLog: (level, log, print) => {
    // An import that cannot be resolved would stay in the bundle and fail only on the user's machine.
    print(log.code === "UNRESOLVED_IMPORT" ? "error" : level, log)
  }
})

export default defineConfig([
  bundle("src/cli/main.ts", "amped.mjs"),
  bundle("src/conformance/library.ts", "conformance.mjs"),
  bundle("src/runtime-node/helper/main.ts", "helper.mjs"),
  // Programs that run in an enclosure, started by their place beside the command.
  bundle("src/conformance/held-disk/daemon.ts", "held-disk-daemon.mjs"),
  bundle("src/conformance/held-disk/trial.ts", "held-disk-trial.mjs"),
  bundle("src/conformance/fingerprint/inside.ts", "fingerprint-inside.mjs"),
  bundle("src/conformance/system-calls/inside.ts", "system-calls-inside.mjs")
])
