/** For programs that run in an enclosure: their line to the outside. */
import { line, readLines } from "./lines.ts"

export interface Inside {
  readonly tell: (message: unknown) => void
}

/** Reads lines of JSON, and ends the process when the line to the outside breaks. */
export const inside = (onMessage: (message: unknown) => void): Inside => {
  const end = (): void => process.exit()
  readLines(process.stdin, onMessage)
  process.stdin.once("end", end)
  process.stdin.once("error", end)
  process.stdout.once("error", end)
  return { tell: (message) => void process.stdout.write(line(message)) }
}
