/**
 * How much each source still has to do, by a guess from the world: good enough to weigh sources against
 * each other, and cheap enough to ask before every choice.
 */
import { initial, type Client, type Helper, type World } from "../world.ts"
import type { Workload } from "../workload.ts"

/** A request that finds nothing in the caches costs a helper six events; most find something, or are refused. */
const poolEventsPerRequest = 2

/** Few clients come to the end of a long script: some request in it makes the server close. */
const segmentsMax = 4

/** Events left, by source as `sourceOf` names it. A source that is missing here has one at most. */
export const remainingEvents = (world: World): ReadonlyMap<string, number> => {
  const remaining = new Map<string, number>()
  let requests = 0
  let accepts = 0
  for (const client of world.clients) {
    if (client.state === "over") continue
    const left = segmentsLeft(client)
    requests += left
    if (client.state === "away") accepts++
    remaining.set(`client ${client.id}`, clientEvents(client, left))
    // A segment is received, and its answer written.
    remaining.set(`connection ${client.id}`, 2 * left + 1)
  }
  for (const connection of world.connections) {
    if (connection.state !== "open") continue
    const waiting = Number(connection.inbound !== "") + Number(connection.unsentBytes > 0)
    const source = `connection ${connection.id}`
    remaining.set(source, (remaining.get(source) ?? 1) + waiting)
  }
  remaining.set("accept", accepts + world.backlog.length)
  const share = Math.ceil((requests * poolEventsPerRequest) / Math.max(1, world.helpers.length))
  for (const helper of world.helpers)
    remaining.set(`helper ${helper.id}`, helperEvents(helper) + share)
  remaining.set("disk", world.faults.fileChange)
  return remaining
}

const segmentsLeft = ({ script, segment }: Client): number =>
  Math.min(segmentsMax, script.segments.length - segment)

/** It connects, sends, takes an answer for each segment, and ends. */
const clientEvents = ({ state }: Client, left: number): number =>
  Number(state === "away") + 2 * left + 1

const helperEvents = ({ state, inbox, working, outbox }: Helper): number =>
  Number(state === "starting") + 3 * inbox.length + (working === undefined ? 0 : 2) + outbox.length

/** About how many choices a run of this workload takes. */
export const estimatedSteps = (workload: Workload): number => {
  const world = initial(workload)
  let steps = 0
  for (const client of world.clients) steps += segmentsLeft(client) * poolEventsPerRequest
  for (const events of remainingEvents(world).values()) steps += events
  return steps
}
