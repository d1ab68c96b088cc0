/** Subjects of an enclosure in a user namespace: there root is only a name. */
import { readFileSync } from "node:fs"

/**
 * Inside such an enclosure, programs see themselves as root, but can't become anybody else: nginx and
 * Apache try, and end. The command returned runs as the user who started us, whom no server degrades.
 * Elsewhere it is the command given.
 */
export const asOrdinaryUser = (command: ReadonlyArray<string>): ReadonlyArray<string> => {
  const user = outerId(readFileSync("/proc/self/uid_map", "latin1"))
  const group = outerId(readFileSync("/proc/self/gid_map", "latin1"))
  if (user === undefined || group === undefined) return command
  return ["unshare", "--user", `--map-user=${user}`, `--map-group=${group}`, "--", ...command]
}

/**
 * Who root is outside, if root is all there is and somebody else there: a line of /proc/self/uid_map has
 * the first number inside, the first outside, and how many.
 */
export const outerId = (map: string): number | undefined => {
  const lines = map.trim().split("\n")
  const [inner, outer, count] = (lines[0] ?? "").trim().split(/\s+/).map(Number)
  return lines.length === 1 && inner === 0 && count === 1 && outer !== 0 ? outer : undefined
}
