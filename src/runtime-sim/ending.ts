/** How a run comes to its end: faults stop, the server is asked to drain, nothing is left to happen. */
import { told, unseen, type Into, type Kinds } from "./kind.ts"
import { noFaults } from "./workload.ts"
import type { World } from "./world.ts"

export type EndingChoice = { readonly _tag: "FaultsStop" } | { readonly _tag: "DrainIsRequested" }

/**
 * Every run stops its faults before it can end, for only then is it owed that all requests complete. What
 * has gone wrong stays wrong: hung helpers hang on, stalled clients stay silent.
 */
export const endingChoices = (world: World, into: Into<EndingChoice>): void => {
  if (!world.faultsStopped) into.push({ _tag: "FaultsStop" })
  if (world.drain === "any-time" || (world.drain === "after-clients" && clientsDone(world)))
    into.push({ _tag: "DrainIsRequested" })
}

/** No client can do anything any more. */
const clientsDone = (world: World): boolean =>
  world.clients.every(({ state }) => state === "over") ||
  world.clients.every(
    ({ id, state, stalled }) =>
      state === "over" ||
      (stalled && world.connections.find((each) => each.id === id)?.state === "over")
  )

/** The source of what brings a run to its end. Schedulers put it off: the faults that follow are lost. */
export const endingSource = "world"

export const endingKinds: Kinds<EndingChoice> = {
  FaultsStop: {
    class: "end",
    source: () => endingSource,
    label: () => "faults stop",
    apply: (world) =>
      unseen(
        { ...world, faults: noFaults, faultsStopped: true },
        { actor: "world", what: { _tag: "FaultsStopped" } }
      )
  },
  DrainIsRequested: {
    class: "end",
    source: () => endingSource,
    label: () => "drain is requested",
    apply: (world) => told({ ...world, drain: "requested" }, { _tag: "DrainRequested" })
  }
}
