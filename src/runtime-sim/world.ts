/**
 * The world as a value: network, helpers, disk and clock of one run. Plain immutable data, so that a state
 * can be kept, compared, explored from and printed. Everything here only describes; `choice.ts` says what
 * can happen, `perform.ts` what the machine's commands do.
 */
import type { Job } from "../state-machine/command.ts"
import type { ConnectionId, HelperId, Outcome, Ticket, TimerName } from "../state-machine/event.ts"
import type { ClientScript, Faults, File, Workload } from "./workload.ts"

/** The peer's side of a connection. */
export interface Client {
  readonly id: ConnectionId
  readonly script: ClientScript
  /** `over`: it does nothing more. */
  readonly state: "away" | "connected" | "over"
  /** The next segment to send. */
  readonly segment: number
  readonly sentBytes: number
  readonly takenBytes: number
  /** `takenBytes` when it last sent. */
  readonly takenBytesAtSend: number
  readonly stalled: boolean
  /** Its sending half is closed. */
  readonly ended: boolean
}

/** The server's side of a connection, with what the network holds in both directions. */
export interface Connection {
  readonly id: ConnectionId
  readonly state: "backlog" | "open" | "over"
  /** A `Read` is outstanding. */
  readonly reading: boolean
  /** Sent by the client, not delivered yet; Latin-1. */
  readonly inbound: string
  /** What follows the inbound bytes. A reset can overtake them. */
  readonly inboundEnd: "none" | "end" | "reset"
  /** Bytes of the outstanding `Send` that the kernel has not taken. */
  readonly unsentBytes: number
  /** Taken by the kernel, not by the client. */
  readonly outboundBytes: number
  /** What follows the outbound bytes. */
  readonly outboundEnd: "none" | "end" | "reset"
  /** The client closed both halves: what reaches it now is answered with a reset. */
  readonly clientGone: boolean
}

export interface Task {
  readonly ticket: Ticket
  readonly job: Job
}

export interface Notification extends Task {
  readonly outcome: Outcome
}

/** A helper from `SpawnHelper` until its `HelperLost`; then it leaves the list, its id is never used again. */
export interface Helper {
  readonly id: HelperId
  /** `stuck`: hung where not even a kill reaches it. `dead`: gone, which the dispatcher is yet to see. */
  readonly state: "starting" | "running" | "hung" | "stuck" | "dead"
  readonly killed: boolean
  /** Submitted, not taken yet. */
  readonly inbox: ReadonlyArray<Task>
  readonly working: Task | undefined
  /** Written, not read by the dispatcher yet. In order; survives the helper's death. */
  readonly outbox: ReadonlyArray<Notification>
}

/** Bytes that the runtime holds for the machine, under the ticket of their `Load`. */
export interface HeldChunk {
  readonly ticket: Ticket
  readonly path: string
  readonly version: string
  readonly offset: number
  readonly lengthBytes: number
}

export interface Timer {
  readonly name: TimerName
  /** The name as text: what labels say and what makes two names the same. */
  readonly key: string
  readonly deadlineMillis: number
}

/** A name on the disk, and whether a helper has looked at it: only such files are changed by faults. */
export interface DiskFile extends File {
  readonly seen: boolean
}

export interface World {
  /** Virtual time since the run began. */
  readonly millis: number
  /** What the wall clock showed when the run began, moved forward by clock jumps. */
  readonly epochUnixSeconds: number
  /** The second that the machine was told last. */
  readonly toldUnixSeconds: number
  readonly timers: ReadonlyArray<Timer>
  readonly listening: "accepting" | "paused" | "closed"
  /** Connections that wait to be accepted, in order. */
  readonly backlog: ReadonlyArray<ConnectionId>
  readonly clients: ReadonlyArray<Client>
  /** One for each client that has connected. */
  readonly connections: ReadonlyArray<Connection>
  readonly helpers: ReadonlyArray<Helper>
  readonly files: ReadonlyArray<DiskFile>
  readonly chunks: ReadonlyArray<HeldChunk>
  /** What may still go wrong. */
  readonly faults: Faults
  readonly faultsStopped: boolean
  readonly drain: Workload["drain"] | "requested"
  /** The machine said `Stop`: nothing happens any more. */
  readonly stopped: boolean
  /** What never changes in a run. */
  readonly bounds: Bounds
}

export interface Bounds {
  readonly readBytesMax: number
  readonly descriptorsMax: number
  readonly sendBufferBytes: number
  /**
   * How much of it has reached the client's own kernel, where Linux leaves it readable when a reset follows.
   * 0 is the worst that a network does: the reset overtakes everything that was not taken yet.
   */
  readonly receiveBufferBytes: number
}

const awayClient = (script: ClientScript): Client => ({
  id: script.id,
  script,
  state: "away",
  segment: 0,
  sentBytes: 0,
  takenBytes: 0,
  takenBytesAtSend: 0,
  stalled: false,
  ended: false
})

/** The world before anything happened, except that the machine is about to see `Started`. */
export const initial = (workload: Workload): World => ({
  millis: 0,
  epochUnixSeconds: workload.startUnixSeconds,
  toldUnixSeconds: workload.startUnixSeconds,
  timers: [],
  listening: "paused",
  backlog: [],
  clients: workload.clients.map(awayClient),
  connections: [],
  helpers: [],
  files: workload.files.map((file) => ({ ...file, seen: false })),
  chunks: [],
  faults: workload.faults,
  faultsStopped: false,
  drain: workload.drain,
  stopped: false,
  bounds: {
    readBytesMax: workload.settings.limits.readBytesMax,
    descriptorsMax: workload.descriptorsMax,
    sendBufferBytes: workload.sendBufferBytes,
    receiveBufferBytes: 0
  }
})

/** What a reset that the server causes leaves of the bytes that the client did not take yet. */
export const readableAfterReset = ({ bounds }: World, { outboundBytes }: Connection): number =>
  Math.min(outboundBytes, bounds.receiveBufferBytes)

/** What the wall clock shows. */
export const unixSeconds = (world: World): number =>
  world.epochUnixSeconds + Math.floor(world.millis / 1000)
