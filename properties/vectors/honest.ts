/**
 * Which events a world can bring after others. A list of events with some left out is a vector only if each of
 * the rest can still happen: bytes come after a `Read`, answers after a `Submit`, timers after their start.
 */
import type { Command, Job } from "../../src/state-machine/command.ts"
import type { Event } from "../../src/state-machine/event.ts"

interface Peer {
  reading: boolean
  unsentBytes: number
  /** Its sending half is closed. */
  ended: boolean
  /** `closed` by the server, `reset` by itself: then what is on its way may still come, once. */
  state: "open" | "closed" | "reset" | "over"
}

interface Helper {
  state: "starting" | "ready" | "gone"
  readonly tickets: Set<number>
}

const keyOf = (value: unknown): string => JSON.stringify(value)

export class Honest {
  readonly #peers = new Map<number, Peer>()
  readonly #helpers = new Map<number, Helper>()
  readonly #timers = new Set<string>()
  readonly #jobs = new Map<number, Job>()
  #started = false
  #drain = false
  #stopped = false
  #lastSecond = 0

  /** Whether the event can happen now; it has happened then. */
  brings(event: Event): boolean {
    if (this.#stopped || this.#started === (event._tag === "Started")) return false
    switch (event._tag) {
      case "Started":
        this.#started = true
        this.#lastSecond = event.unixSeconds
        return true
      case "ClockTicked": {
        // A clock that stands still tells nothing.
        const moves = event.unixSeconds !== this.#lastSecond
        this.#lastSecond = event.unixSeconds
        return moves
      }
      case "DrainRequested":
        if (this.#drain) return false
        this.#drain = true
        return true
      case "AcceptFailed":
        return true
      case "Accepted":
        if (this.#peers.has(event.connection)) return false
        this.#peers.set(event.connection, {
          reading: false,
          unsentBytes: 0,
          ended: false,
          state: "open"
        })
        return true
      case "TimerFired":
        return this.#timers.delete(keyOf(event.timer))
      case "HelperReady":
      case "HelperLost":
      case "Notified":
        return this.#helperBrings(event)
      case "Received":
      case "PeerEnded":
      case "PeerReset":
      case "Sent":
        return this.#peerBrings(event)
    }
  }

  #helperBrings(
    event: Extract<Event, { readonly _tag: "HelperReady" | "HelperLost" | "Notified" }>
  ): boolean {
    const helper = this.#helpers.get(event.helper)
    if (helper === undefined || helper.state === "gone") return false
    if (event._tag === "Notified") return helper.tickets.has(event.ticket)
    if (event._tag === "HelperReady" && helper.state !== "starting") return false
    helper.state = event._tag === "HelperReady" ? "ready" : "gone"
    return true
  }

  #peerBrings(
    event: Extract<Event, { readonly _tag: "Received" | "PeerEnded" | "PeerReset" | "Sent" }>
  ): boolean {
    const peer = this.#peers.get(event.connection)
    if (peer === undefined || peer.state === "over" || peer.state === "reset") return false
    const late = peer.state === "closed"
    if (late) peer.state = "over"
    switch (event._tag) {
      case "PeerReset":
        peer.state = "reset"
        return true
      case "Sent": {
        const fits = event.bytes >= 1 && event.bytes <= peer.unsentBytes
        peer.unsentBytes -= event.bytes
        return fits
      }
      case "Received":
      case "PeerEnded": {
        const fits = peer.reading && !peer.ended
        peer.reading = false
        if (event._tag === "PeerEnded") peer.ended = true
        return fits
      }
    }
  }

  see(commands: ReadonlyArray<Command>): void {
    for (const command of commands) this.#see(command)
  }

  #see(command: Command): void {
    switch (command._tag) {
      case "Read":
        this.#peer(command.connection, (peer) => (peer.reading = true))
        return
      case "Send":
        this.#peer(command.connection, (peer) => {
          for (const part of command.parts)
            peer.unsentBytes += part._tag === "Text" ? part.text.length : part.lengthBytes
        })
        return
      case "Close":
        this.#peer(
          command.connection,
          (peer) => (peer.state = peer.state === "open" ? "closed" : "over")
        )
        return
      case "StartTimer":
        this.#timers.add(keyOf(command.timer))
        return
      case "StopTimer":
        this.#timers.delete(keyOf(command.timer))
        return
      case "SpawnHelper":
        this.#helpers.set(command.helper, { state: "starting", tickets: new Set() })
        return
      case "Submit":
        this.#helpers.get(command.helper)?.tickets.add(command.ticket)
        this.#jobs.set(command.ticket, command.job)
        return
      case "Stop":
        this.#stopped = true
        return
      case "ResumeAccept":
      case "PauseAccept":
      case "StopAccept":
      case "Finish":
      case "KillHelper":
      case "Forget":
      case "Log":
    }
  }

  #peer(id: number, change: (peer: Peer) => void): void {
    const peer = this.#peers.get(id)
    if (peer !== undefined) change(peer)
  }
}
