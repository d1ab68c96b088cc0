/** How many connections there are descriptors for. */
import type { Limits } from "../state-machine/limits.ts"

/** Descriptors that are not for connections: standard streams, event loop, log, libuv's reserve … */
const descriptorsReserved = 64
/** … and for each helper its channel, or what a thread has open itself. */
const descriptorsOfHelper = 24
/** The reserves are generous. Where they leave nothing, few connections are right, and none would be a server that
 * listens and answers nobody. */
export const socketsMin = 8

export const socketsMaxOf = (
  descriptorsMax: number,
  { helpersMax, helpersHungMax }: Pick<Limits, "helpersMax" | "helpersHungMax">
): number => {
  const forHelpers = descriptorsOfHelper * (helpersMax + helpersHungMax)
  return Math.max(socketsMin, descriptorsMax - descriptorsReserved - forHelpers)
}
