/** What the helpers do, and what the commands do that the dispatcher gives them. */
import type { Job } from "../state-machine/command.ts"
import type { HelperId, Outcome, Ticket } from "../state-machine/event.ts"
import { helperOf, IllegalCommand, spend, withHelper } from "./change.ts"
import { held } from "./chunks.ts"
import { outcomeOf, seen } from "./disk.ts"
import {
  told,
  unseen,
  type Applied,
  type ChoiceClass,
  type Deed,
  type Into,
  type Kinds
} from "./kind.ts"
import type { Helper, World } from "./world.ts"

interface OfHelper<Tag extends string> {
  readonly _tag: Tag
  readonly helper: HelperId
}

export type PoolChoice =
  | OfHelper<"HelperStarts">
  | OfHelper<"HelperTakes">
  | OfHelper<"HelperFinishes">
  | OfHelper<"HelperNotifies">
  | OfHelper<"HelperIsLost">
  | OfHelper<"HelperFailsToStart">
  | OfHelper<"HelperErrs">
  | OfHelper<"HelperNotifiesTwice">
  | OfHelper<"HelperNotifiesLate">
  | OfHelper<"HelperDies">
  | OfHelper<"HelperDiesUnheard">
  | OfHelper<"HelperHangs">
  | OfHelper<"HelperSticks">

/**
 * A helper that died leaves its notifications in the pipe: they are read before the end of it. One that was
 * killed is not listened to any more, unless by a fault.
 */
export const poolChoices = (world: World, into: Into<PoolChoice>): void => {
  for (const helper of world.helpers) {
    const { id, state, killed, working, inbox, outbox } = helper
    const add = (tag: PoolChoice["_tag"]) => into.push({ _tag: tag, helper: id })
    if (killed) {
      if (state !== "stuck") add("HelperIsLost")
      if (world.faults.lateNotification > 0 && canStillSay(helper)) add("HelperNotifiesLate")
      continue
    }
    if (outbox.length > 0) add("HelperNotifies")
    if (state === "starting") add("HelperStarts")
    else if (state === "running" && working !== undefined) add("HelperFinishes")
    else if (state === "running" && inbox.length > 0) add("HelperTakes")
    else if (state === "dead" && outbox.length === 0) add("HelperIsLost")
    faultChoices(world, helper, add)
  }
}

/** Something is on its way already, or the job that took too long is done just before the kill. */
const canStillSay = ({ state, working, outbox }: Helper): boolean =>
  outbox.length > 0 || (working !== undefined && state !== "stuck")

const faultChoices = (
  { faults }: World,
  { state, working, outbox }: Helper,
  add: (tag: PoolChoice["_tag"]) => void
): void => {
  if (outbox.length > 0 && faults.duplicateNotification > 0) add("HelperNotifiesTwice")
  if (state === "starting" && faults.spawnFailure > 0) add("HelperFailsToStart")
  if (state !== "running" && state !== "hung") return
  if (faults.helperDeath > 0) {
    add("HelperDies")
    if (outbox.length > 0) add("HelperDiesUnheard")
  }
  if (state !== "running" || working === undefined) return
  if (faults.diskError > 0) add("HelperErrs")
  if (faults.helperHang > 0) add("HelperHangs")
  if (faults.helperStuck > 0) add("HelperSticks")
}

const by = (helper: HelperId, what: Deed["what"]): Deed => ({ actor: `helper ${helper}`, what })

const takes = (world: World, id: HelperId): Applied => {
  const helper = helperOf(world, id)
  const [task, ...inbox] = helper.inbox
  if (task === undefined) throw new Error(`helper ${id} has nothing to take`)
  return unseen(
    withHelper(world, { ...helper, inbox, working: task }),
    by(id, { _tag: "HelperTook", helper: id, ...task })
  )
}

const finishes = (world: World, id: HelperId, failure?: Outcome): Applied => {
  const helper = helperOf(world, id)
  if (helper.working === undefined) throw new Error(`helper ${id} has nothing to finish`)
  const { ticket, job } = helper.working
  const outcome = failure ?? outcomeOf(world, job)
  return unseen(
    withHelper(seen(world, job.path), {
      ...helper,
      working: undefined,
      outbox: [...helper.outbox, { ticket, job, outcome }]
    }),
    by(id, { _tag: "HelperDone", helper: id, ticket, outcome })
  )
}

const notifies = (world: World, id: HelperId, again: boolean): Applied => {
  const helper = helperOf(world, id)
  const first = helper.outbox[0]
  if (first === undefined) throw new Error(`helper ${id} has nothing to say`)
  const outbox = again ? helper.outbox : helper.outbox.slice(1)
  return told(held(withHelper(world, { ...helper, outbox }), first), {
    _tag: "Notified",
    helper: id,
    ticket: first.ticket,
    outcome: first.outcome
  })
}

const notifiesLate = (world: World, id: HelperId): Applied => {
  if (helperOf(world, id).outbox.length > 0) return notifies(world, id, false)
  const done = finishes(world, id)
  return { ...notifies(done.world, id, false), deeds: done.deeds }
}

const dies = (world: World, id: HelperId, heard: boolean): Applied => {
  const helper = helperOf(world, id)
  return unseen(
    withHelper(world, {
      ...helper,
      state: "dead",
      inbox: [],
      working: undefined,
      outbox: heard ? helper.outbox : []
    }),
    by(id, { _tag: "HelperDied", helper: id })
  )
}

const isLost = (world: World, id: HelperId): Applied => {
  const { state } = helperOf(world, id)
  return {
    world: without(world, id),
    event: { _tag: "HelperLost", helper: id, reason: state === "dead" ? "exited" : "killed" },
    deeds: state === "dead" ? [] : [by(id, { _tag: "HelperDied", helper: id })]
  }
}

const failsToStart = (world: World, id: HelperId): Applied =>
  told(without(world, id), { _tag: "HelperLost", helper: id, reason: "not started" })

const without = (world: World, id: HelperId): World => ({
  ...world,
  helpers: world.helpers.filter((each) => each.id !== id)
})

const hangs = (world: World, id: HelperId, state: "hung" | "stuck"): Applied =>
  unseen(
    withHelper(world, { ...helperOf(world, id), state }),
    by(id, { _tag: "HelperHung", helper: id })
  )

const starts = (world: World, id: HelperId): Applied =>
  told(withHelper(world, { ...helperOf(world, id), state: "running" }), {
    _tag: "HelperReady",
    helper: id
  })

export const spawnHelper = (world: World, id: HelperId): World => {
  if (world.helpers.some((helper) => helper.id === id))
    throw new IllegalCommand(`helper ${id} was spawned already`)
  const helper: Helper = {
    id,
    state: "starting",
    killed: false,
    inbox: [],
    working: undefined,
    outbox: []
  }
  return { ...world, helpers: [...world.helpers, helper] }
}

/** The helper will be lost; until then a fault can bring what it has to say. */
export const killHelper = (world: World, id: HelperId): World =>
  withHelper(world, { ...helperOf(world, id), killed: true, inbox: [] })

/** Given to a helper that is dead or killed, a job is lost: the pipe has no reader. */
export const submit = (world: World, id: HelperId, ticket: Ticket, job: Job): World => {
  const helper = helperOf(world, id)
  if (helper.killed || helper.state === "dead") return world
  return withHelper(world, { ...helper, inbox: [...helper.inbox, { ticket, job }] })
}

const kind = (
  kindClass: ChoiceClass,
  does: string,
  apply: (world: World, helper: HelperId) => Applied
) => ({
  class: kindClass,
  source: ({ helper }: OfHelper<string>) => `helper ${helper}`,
  label: ({ helper }: OfHelper<string>) => `helper ${helper} ${does}`,
  apply: (world: World, { helper }: OfHelper<string>) => apply(world, helper)
})

const diskError: Outcome = { _tag: "Failed", reason: "EIO" }

export const poolKinds: Kinds<PoolChoice> = {
  HelperStarts: kind("progress", "is ready", starts),
  HelperTakes: kind("progress", "takes its job", takes),
  HelperFinishes: kind("progress", "is done", (world, id) => finishes(world, id)),
  HelperNotifies: kind("progress", "notifies", (world, id) => notifies(world, id, false)),
  HelperIsLost: kind("progress", "is lost", isLost),
  HelperFailsToStart: kind("fault", "fails to start", (world, id) =>
    failsToStart(spend(world, "spawnFailure"), id)
  ),
  HelperErrs: kind("fault", "meets a disk error", (world, id) =>
    finishes(spend(world, "diskError"), id, diskError)
  ),
  HelperNotifiesTwice: kind("fault", "notifies, and will again", (world, id) =>
    notifies(spend(world, "duplicateNotification"), id, true)
  ),
  HelperNotifiesLate: kind("fault", "notifies late", (world, id) =>
    notifiesLate(spend(world, "lateNotification"), id)
  ),
  HelperDies: kind("fault", "dies", (world, id) => dies(spend(world, "helperDeath"), id, true)),
  HelperDiesUnheard: kind("fault", "dies with its notifications", (world, id) =>
    dies(spend(world, "helperDeath"), id, false)
  ),
  HelperHangs: kind("fault", "hangs", (world, id) => hangs(spend(world, "helperHang"), id, "hung")),
  HelperSticks: kind("fault", "hangs for good", (world, id) =>
    hangs(spend(world, "helperStuck"), id, "stuck")
  )
}
