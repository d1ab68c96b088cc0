/** Mistakes of helpers and of the runtime: the machine is the reference, the world that it is told of is not. */
import type { Applied } from "../../src/runtime-sim/kind.ts"
import { honestLaws, type Laws } from "../../src/runtime-sim/laws.ts"
import { connectionOf, helperOf, withConnection, withHelper } from "../../src/runtime-sim/change.ts"
import type { World } from "../../src/runtime-sim/world.ts"
import type { Event } from "../../src/state-machine/event.ts"
import { type Fault, inWorld } from "./fault.ts"

/** The honest world with what a choice led to changed after the fact. */
const misled = (change: (applied: Applied, before: World) => Applied) =>
  inWorld({ apply: (world, choice) => change(honestLaws.apply(world, choice), world) })

type EventOf<Tag extends Event["_tag"]> = Extract<Event, { readonly _tag: Tag }>

/** The same for choices that lead to one kind of event. */
const mistaken = <Tag extends Event["_tag"]>(
  tag: Tag,
  change: (event: EventOf<Tag>, applied: Applied, before: World) => Partial<Applied>
) =>
  misled((applied, before) =>
    applied.event?._tag === tag
      ? { ...applied, ...change(applied.event as EventOf<Tag>, applied, before) }
      : applied
  )

const finishedBlindly: Laws["apply"] = (world, choice) => {
  const applied = honestLaws.apply(world, choice)
  if (choice._tag !== "HelperFinishes") return applied
  const helper = helperOf(applied.world, choice.helper)
  const last = helper.outbox.at(-1)
  if (last?.job._tag !== "Load" || last.outcome._tag !== "Changed") return applied
  const outcome = { _tag: "Loaded", lengthBytes: last.job.lengthBytes } as const
  const outbox = [...helper.outbox.slice(0, -1), { ...last, outcome }]
  const what = { _tag: "HelperDone", helper: helper.id, ticket: last.ticket, outcome } as const
  return {
    ...applied,
    world: withHelper(applied.world, { ...helper, outbox }),
    deeds: [{ actor: `helper ${helper.id}`, what }]
  }
}

export const worlds: ReadonlyArray<Fault> = [
  {
    id: "sent-before-it-left",
    kind: "bytes",
    sentence: "The runtime reports a partial write as a whole one, and drops the rest.",
    rule: "send/exact-bytes",
    machine: mistaken("Sent", ({ connection }, { world, event }, before) => ({
      world: withConnection(world, { ...connectionOf(world, connection), unsentBytes: 0 }),
      event: { ...(event as EventOf<"Sent">), bytes: connectionOf(before, connection).unsentBytes }
    }))
  },
  {
    id: "read-again",
    kind: "duplication",
    sentence: "What a short read delivers stays in the kernel's buffer, and is delivered again.",
    rule: "read/split-invariant",
    machine: inWorld({
      apply: (world, choice) => {
        const applied = honestLaws.apply(world, choice)
        if (choice._tag !== "ReceivesOnly") return applied
        const { inbound } = connectionOf(world, choice.connection)
        const connection = { ...connectionOf(applied.world, choice.connection), inbound }
        return { ...applied, world: withConnection(applied.world, connection) }
      }
    })
  },
  {
    id: "reset-looks-whole",
    kind: "loss",
    sentence: "The runtime ends a connection properly that was to be reset.",
    rule: "send/exact-bytes",
    machine: inWorld({
      perform: (world, command) =>
        honestLaws.perform(
          world,
          command._tag === "Close" ? { ...command, how: "gracefully" } : command
        )
    })
  },
  {
    id: "answers-another-ticket",
    kind: "order",
    sentence: "A helper puts the ticket of its next job on what it brings.",
    rule: "helpers/in-order",
    machine: mistaken("Notified", (event) => ({ event: { ...event, ticket: event.ticket + 1 } }))
  },
  {
    id: "loads-too-little",
    kind: "bytes",
    sentence: "A helper loads all but the last byte, and says that it has it all.",
    rule: "helpers/in-order",
    machine: misled((applied) => ({
      ...applied,
      deeds: applied.deeds.map(({ actor, what }) =>
        what._tag === "HelperDone" && what.outcome._tag === "Loaded"
          ? { actor, what: { ...what, outcome: shorter(what.outcome) } }
          : { actor, what }
      )
    }))
  },
  {
    id: "reads-past-change",
    kind: "coherence",
    sentence: "A helper does not notice that the file is no longer the one that was asked for.",
    rule: "header/coherent",
    machine: inWorld({ apply: finishedBlindly })
  }
]

const shorter = <Loaded extends { readonly lengthBytes: number }>(outcome: Loaded): Loaded => ({
  ...outcome,
  lengthBytes: outcome.lengthBytes - 1
})
