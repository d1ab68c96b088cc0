/** Where the programs of this folder are: beside us, as sources or as bundles. */
import { fileURLToPath } from "node:url"

const self = import.meta.url

/** A program and its arguments, to be run by the Node that runs us. */
const programOf = (source: string, bundle: string): ReadonlyArray<string> => [
  process.execPath,
  fileURLToPath(new URL(self.endsWith(".ts") ? `./${source}` : `./${bundle}`, self))
]

/** Followed by the folder to show and the folder to show it in. */
export const daemonProgram = (): ReadonlyArray<string> =>
  programOf("daemon.ts", "held-disk-daemon.mjs")

/** Followed by the method to try. */
export const trialProgram = (): ReadonlyArray<string> =>
  programOf("trial.ts", "held-disk-trial.mjs")
