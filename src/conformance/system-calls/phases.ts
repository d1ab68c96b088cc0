/**
 * From system calls to the phases of the specification: Accept, Read, Find, Load, Notify, Header,
 * Send, Close. A phase belongs to a connection where that can be told: by the descriptor, by the
 * path that our client asked for, or by the connection that the thread is busy with.
 */
import type { Phase } from "../../runtime/trace.ts"
import { readsRequest, succeeded, type SystemCall } from "./call.ts"
import type { Exchange } from "./recording.ts"

export interface PhaseSeen {
  readonly phase: Phase
  readonly call: SystemCall
  /** The client's port. */
  readonly peerPort: number | undefined
  /** Index of the request among the exchanges of the recording. */
  readonly exchange: number | undefined
}

const notifies = ["eventfd", "pipe", "unix"]

/** One call may be two phases: sendfile loads and sends. */
const phasesOf = (call: SystemCall, isFirstWrite: boolean): ReadonlyArray<Phase> => {
  const isConnection = call.peerPort !== undefined
  switch (call.use) {
    case "accept":
      return isConnection ? ["Accept"] : []
    case "read":
      if (readsRequest(call)) return ["Read"]
      return call.path === undefined ? [] : ["Load"]
    case "path":
    case "facts":
      return call.path === undefined ? [] : ["Find"]
    case "map":
      return call.path === undefined ? [] : ["Load"]
    case "transfer":
      return [
        ...(call.path === undefined ? [] : ["Load" as const]),
        ...(isConnection ? ["Send" as const] : [])
      ]
    case "write":
      if (isConnection) return [isFirstWrite ? "Header" : "Send"]
      return call.targets.some(({ kind }) => notifies.includes(kind)) ? ["Notify"] : []
    case "close":
      return isConnection ? ["Close"] : []
    case "sync":
    case "wait":
    case "watch":
    case "spawn":
    case "ring":
    case "other":
      return []
  }
}

export const phasesIn = (
  calls: ReadonlyArray<SystemCall>,
  exchanges: ReadonlyArray<Exchange>
): ReadonlyArray<PhaseSeen> => {
  const attribution = new Attribution(exchanges)
  return calls.flatMap((call) => attribution.see(call))
}

class Attribution {
  readonly #exchanges: ReadonlyArray<Exchange>
  /** What each thread was last busy with. */
  readonly #current = new Map<number, number | undefined>()
  /** What each connection was last asked, by the client's port. */
  readonly #asked = new Map<number, number>()
  readonly #readBytes = new Map<number, number>()
  /** Connections that were answered something since their last request was read. */
  readonly #answered = new Set<number>()

  constructor(exchanges: ReadonlyArray<Exchange>) {
    this.#exchanges = exchanges
  }

  see(call: SystemCall): ReadonlyArray<PhaseSeen> {
    const { peerPort } = call
    const isFirstWrite =
      call.use === "write" && peerPort !== undefined && !this.#answered.has(peerPort)
    const phases = phasesOf(call, isFirstWrite)
    if (phases.length === 0) return []
    if (peerPort !== undefined) {
      if (readsRequest(call)) this.#read(peerPort, call.result ?? 0)
      else if (phases.includes("Header") && succeeded(call)) this.#answered.add(peerPort)
    }
    const exchange = this.#exchangeOf(call)
    const port = peerPort ?? (exchange === undefined ? undefined : this.#exchanges[exchange]?.port)
    return phases.map((phase) => ({ phase, call, peerPort: port, exchange }))
  }

  /**
   * Which request it was is told by the octets: the clocks of client and strace differ by more than
   * a request lasts.
   */
  #read(port: number, bytes: number): void {
    const readBytes = (this.#readBytes.get(port) ?? 0) + bytes
    this.#readBytes.set(port, readBytes)
    this.#answered.delete(port)
    const at = this.#exchanges.findIndex(
      (exchange) => exchange.port === port && exchange.sentBytes >= readBytes
    )
    if (at === -1) return
    this.#asked.delete(port)
    this.#asked.set(port, at)
  }

  #exchangeOf(call: SystemCall): number | undefined {
    const found = this.#found(call)
    if (call.path !== undefined || call.peerPort !== undefined)
      this.#current.set(call.thread, found)
    return found
  }

  #found({ thread, peerPort, path }: SystemCall): number | undefined {
    const busyWith = this.#current.get(thread)
    if (peerPort !== undefined) return this.#asked.get(peerPort) ?? this.#firstOn(peerPort)
    if (path === undefined) return busyWith
    if (busyWith !== undefined && this.#asksFor(busyWith, path)) return busyWith
    // Nobody asks for a configuration file: then it is part of what the thread is doing anyway.
    return this.#lastThatAsked(path) ?? busyWith
  }

  /** For what happens on a connection before its first request is read. */
  #firstOn(port: number): number | undefined {
    const at = this.#exchanges.findIndex((exchange) => exchange.port === port)
    return at === -1 ? undefined : at
  }

  #lastThatAsked(path: string): number | undefined {
    return [...this.#asked.values()].findLast((index) => this.#asksFor(index, path))
  }

  /** The file itself, or a folder on the way to it: a server may look at those first. */
  #asksFor(index: number, path: string): boolean {
    const target = this.#exchanges[index]?.target ?? ""
    return target === path || target.startsWith(`${path}/`)
  }
}
