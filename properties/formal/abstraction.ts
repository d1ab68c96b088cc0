/**
 * What the model says of a state, read off the world and the machine: as text, so that two states can be
 * compared, and a difference told. Left out: bytes (only whether there are some), times, tickets (only whether
 * one is that of the job at hand), the numbers of helpers, what answers say.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Choice } from "../../src/runtime-sim/choice.ts"
import { labelOf } from "../../src/runtime-sim/choice.ts"
import { smallPath } from "../../src/runtime-sim/small-world.ts"
import type { Client, Connection, Helper, Task, World } from "../../src/runtime-sim/world.ts"
import type { Job } from "../../src/state-machine/command.ts"
import type { Connection as Served } from "../../src/state-machine/connection.ts"
import { entriesOf } from "../../src/state-machine/lru.ts"
import type { Helper as Member, Work } from "../../src/state-machine/pool.ts"
import type { ServerState } from "../../src/state-machine/server.ts"

export interface Running {
  readonly world: World
  readonly state: ServerState
}

/** One state, in parts: those of helpers are sorted, because their names mean nothing. */
export interface Vector {
  readonly text: string
  /** Where the helper of this number stands among the sorted. */
  readonly places: ReadonlyMap<number, number>
}

export const vectorOf = (running: Running): Vector => {
  const { world, state } = running
  const helpers = helperIds(running).map((id) => [id, helperText(running, id)] as const)
  const parts = [
    ...world.clients.map((client) => clientText(running, client)),
    `queue${state.pool.queue.map((work) => ` (${workText(work)})`).join("")}`,
    `names${namesText(state)}`,
    `memory${memoryText(running)}`,
    `backlog${world.backlog.map((id) => ` ${id}`).join("")}`,
    `spawning ${spawningText(running)}`,
    `left${faultsText(world)}`
  ]
  return sortedVector(parts, helpers)
}

/** The helpers' parts in order, and where each went; equal ones are interchangeable. */
export const sortedVector = (
  parts: ReadonlyArray<string>,
  helpers: ReadonlyArray<readonly [number, string]>
): Vector => {
  const texts = helpers.map(([, text]) => text).toSorted()
  const places = new Map(helpers.map(([id, text]) => [id, texts.indexOf(text)]))
  return { text: [...parts, ...texts.map((text) => `helper ${text}`)].join(" | "), places }
}

/** The choice as the model names it: without bytes, and with a helper's place for its number. */
export const moveOf = (choice: Choice, places: Vector["places"]): string =>
  placed(labelOf(choice).replace(/ \d+$/, withoutBytes), places)

const withoutBytes = (number: string, at: number, label: string): string =>
  /(sends|takes|receives|writes)$/.test(label.slice(0, at)) ? "" : number

/** `helper 7` becomes the helper at the place where the seventh stands. */
export const placed = (label: string, places: Vector["places"]): string =>
  label.replace(/helper (\d+)/, (_, id: string) => `helper at ${places.get(Number(id)) ?? "none"}`)

const flag = (set: boolean, word: string): string => (set ? ` ${word}` : "")

const clientText = ({ world, state }: Running, client: Client): string => {
  const { id } = client
  const connection = world.connections.find((each) => each.id === id)
  const served = Option.getOrUndefined(HashMap.get(state.connections, id))
  if (client.state === "away" || connection === undefined) return `client ${id} away`
  const side =
    client.state === "over"
      ? "over"
      : `here sent ${sentRequests(client)}` +
        flag(client.takenBytes > client.takenBytesAtSend, "took") +
        flag(client.ended, "ended") +
        flag(client.stalled, "stalled")
  if (connection.state === "over" && client.state === "over" && served === undefined)
    return `client ${id} gone`
  return `client ${id} ${side}, ${linkText(connection)}, ${servedText(client, connection, served)}`
}

const requestsIn = (text: string): number => text.split("\r\n\r\n").length - 1

const sentRequests = ({ script, segment }: Client): number =>
  requestsIn(
    script.segments
      .slice(0, segment)
      .map(({ text }) => text)
      .join("")
  )

const linkText = (connection: Connection): string => {
  const { state, inbound, inboundEnd, unsentBytes, outboundBytes, outboundEnd } = connection
  const outwards = `${flag(outboundBytes > 0, "outbound")} then ${outboundEnd}`
  if (state === "over") return `closed${outwards}`
  const arrived = `arrived ${requestsIn(inbound)} then ${inboundEnd}`
  return `${state} ${arrived}${flag(unsentBytes > 0, "unsent")}${outwards}`
}

const servedText = (client: Client, connection: Connection, served: Served | undefined): string => {
  if (served === undefined) return `unknown${flag(connection.reading, "read")}`
  const { phase } = served
  const held = requestsIn(String.fromCharCode(...served.held))
  const index = sentRequests(client) - requestsIn(connection.inbound) - held - 1
  const reading = connection.reading === served.reading ? flag(served.reading, "reads") : " reads?"
  const rest = `${reading}${flag(served.peerEnded, "ended")} held ${held}`
  switch (phase._tag) {
    case "Read":
      return `Read ${index + 1}${rest}`
    case "Linger":
      return `Linger${rest}`
    case "Find":
      return `Find ${index} ${fileLetter(phase.path)}${flag(phase.ticket === undefined, "alone")}${rest}`
    case "Header":
      return `Header ${index} ${fileLetter(phase.facts.path)}${flag(phase.ticket === undefined, "alone")}${rest}`
    case "Send":
      return `Send ${index} ${sendText(phase, connection)}${rest}`
  }
}

const sendText = (
  phase: Extract<Served["phase"], { readonly _tag: "Send" }>,
  { unsentBytes }: Connection
): string => {
  const { exchange, position, persistence, ticket, inFlightBytes } = phase
  const { status, facts } = exchange.answer
  const parts = facts === undefined ? 0 : position.segment > 0 ? facts.sizeBytes : position.offset
  const answer =
    status === 200 && facts !== undefined ? `${fileLetter(facts.path)} ${parts}` : "error"
  return (
    answer +
    flag(persistence === "close", "last") +
    flag(ticket !== undefined, "waits") +
    flag(inFlightBytes !== unsentBytes, "miscounts")
  )
}

const letters = "abcdefghijklmnopqrstuvwxyz"

const fileLetter = (path: string): string => path.slice(1)

const jobText = (job: Job): string =>
  job._tag === "Locate"
    ? `Locate ${fileLetter(job.path)}`
    : `Load ${fileLetter(job.path)}${job.offset}`

const workText = ({ connection, job, triesLeft }: Work): string =>
  `${jobText(job)} for ${connection ?? "nobody"} tries ${triesLeft}`

const helperIds = ({ world, state }: Running): ReadonlyArray<number> => [
  ...new Set([...world.helpers, ...state.pool.helpers].map(({ id }) => id))
]

const helperText = ({ world, state }: Running, id: number): string => {
  const helper = world.helpers.find((each) => each.id === id)
  const member = state.pool.helpers.find((each) => each.id === id)
  const idle = state.pool.helpers.filter((each) => each._tag === "Idle")
  const timed = world.timers.some(({ key }) => key === `job of helper ${id}`)
  const turn = idle.findIndex((each) => each.id === id)
  return `${bodyText(helper, member)}, ${memberText(member, turn)}${flag(timed, "timed")}`
}

const bodyText = (helper: Helper | undefined, member: Member | undefined): string => {
  if (helper === undefined) return "lost"
  const current = member?._tag === "Busy" ? member.work.ticket : undefined
  const task = ({ ticket, job }: Task): string =>
    ` ${jobText(job)}${ticket === current ? "" : " of old"}`
  const inbox = helper.inbox.map((each) => ` inbox${task(each)}`).join("")
  const working = helper.working === undefined ? "" : ` working${task(helper.working)}`
  const outbox = helper.outbox.map(
    (each) => ` says${task(each)}${each.outcome._tag === "Failed" ? " failed" : ""}`
  )
  return `${helper.state}${flag(helper.killed, "killed")}${inbox}${working}${outbox.join("")}`
}

const memberText = (member: Member | undefined, turn: number): string => {
  switch (member?._tag) {
    case undefined:
      return "unknown"
    case "Starting":
    case "Hung":
      return member._tag
    case "Idle":
      return `Idle${flag(member.proven, "proven")} turn ${turn}`
    case "Busy":
      return `Busy${flag(member.proven, "proven")} ${workText(member.work)}`
  }
}

const namesText = ({ caches, settings }: ServerState): string =>
  Array.from(letters, (letter, file) => {
    const known = Option.getOrUndefined(HashMap.get(caches.names.nodes, smallPath(file)))
    return flag(known?.value.outcome?._tag === "Found", letter)
  }).join("") + flag(settings.limits.namesMax < 1, "none")

/** The chunks that the cache holds; the runtime must hold the same. */
const memoryText = ({ world, state }: Running): string => {
  const cached = entriesOf(state.caches.contents).map(([, { ticket }]) => ticket)
  const held = world.chunks.map(({ ticket }) => ticket)
  const same = cached.length === held.length && cached.every((ticket) => held.includes(ticket))
  const names = world.chunks.map(({ path, offset }) => ` ${fileLetter(path)}${offset}`).toSorted()
  return names.join("") + flag(!same, "which is not what the cache knows")
}

const spawningText = ({ world, state }: Running): string => {
  const timed = world.timers.some(({ key }) => key === "spawn")
  if (timed !== state.pool.paused) return "out of step with its timer"
  return state.pool.paused ? "paused" : "allowed"
}

const faultsText = ({ faults }: World): string =>
  Object.entries(faults)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ` ${name} ${count}`)
    .join("")
