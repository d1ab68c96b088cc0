/** Programs of ours that run in an enclosure: beside whoever starts them, as sources or as bundles. */
import { fileURLToPath } from "node:url"

/** A program and its arguments, to be run by the Node that runs us; `self` is the address of the module that asks. */
export const programBeside = (
  self: string,
  source: string,
  bundle: string
): ReadonlyArray<string> => [
  process.execPath,
  fileURLToPath(new URL(self.endsWith(".ts") ? `./${source}` : `./${bundle}`, self))
]

/** Followed by the folder to show and the folder to show it in. */
export const daemonProgram = (): ReadonlyArray<string> =>
  programBeside(import.meta.url, "daemon.ts", "held-disk-daemon.mjs")

/** Followed by the method to try. */
export const trialProgram = (): ReadonlyArray<string> =>
  programBeside(import.meta.url, "trial.ts", "held-disk-trial.mjs")
