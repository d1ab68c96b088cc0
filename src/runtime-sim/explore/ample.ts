/**
 * Ample sets: moves that can go first without a loss, because nothing else that could happen before them would
 * see a difference, prevent them, or be prevented by them. Then only that one is tried.
 *
 * What is taken so: the last bytes and the end that a client reads once the server has sent all it will; a helper
 * that takes its job or finishes it; a client's first bytes. Each only while no fault is left that could hit the
 * same client or helper, so that nothing else speaks of it. Each of these moves can be taken once, so no cycle
 * consists of them alone and none hides another move for ever.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Choice } from "../choice.ts"
import type { World } from "../world.ts"
import type { Situation } from "./pieces.ts"

export const ampleOf = (
  situation: Situation,
  moves: ReadonlyArray<Choice>
): ReadonlyArray<Choice> => {
  const { world } = situation
  // A server that drains can end what a client has just begun.
  if (world.drain !== "never") return moves
  const helpersAlone = noneOf(world, helperFaults)
  const clientsAlone = noneOf(world, clientFaults)
  const alone = moves.find((choice) => {
    if (choice._tag === "HelperTakes" || choice._tag === "HelperFinishes") return helpersAlone
    if (!clientsAlone) return false
    if (choice._tag === "ClientTakes" || choice._tag === "ClientSeesEnd")
      return isServed(world, choice.client)
    return choice._tag === "ClientSends" && isFirst(situation, choice.client)
  })
  return alone === undefined ? moves : [alone]
}

const helperFaults = [
  "helperDeath",
  "helperHang",
  "helperStuck",
  "diskError",
  "fileChange",
  "lateNotification",
  "duplicateNotification"
] as const

const clientFaults = ["reset", "halfClose", "stall", "slowTake", "shortRead", "shortWrite"] as const

const noneOf = ({ faults }: World, names: ReadonlyArray<keyof World["faults"]>): boolean =>
  names.every((name) => faults[name] === 0)

/** The server has ended its side, and the client has sent all it will. */
const isServed = (world: World, id: number): boolean => {
  const client = world.clients.find((each) => each.id === id)
  const wire = world.connections.find((each) => each.id === id)
  return (
    wire?.outboundEnd === "end" &&
    wire.unsentBytes === 0 &&
    (client?.segment ?? 0) >= (client?.script.segments.length ?? 0)
  )
}

/** Nothing was sent before, and the server waits for it: one that is over its limit may end the connection first. */
const isFirst = ({ world, state }: Situation, id: number): boolean => {
  const client = world.clients.find((each) => each.id === id)
  const connection = Option.getOrUndefined(HashMap.get(state.connections, id))
  return client?.sentBytes === 0 && connection?.phase._tag === "Read"
}
