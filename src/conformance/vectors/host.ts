/**
 * The world of a conversation: one client, files made of text, helpers that answer at once. It performs what an
 * implementation commands, and refuses what no runtime could perform.
 */
import type { Command, Job, Part } from "../../state-machine/command.ts"
import type { Event, FileFacts, Outcome } from "../../state-machine/event.ts"
import { lengthOf } from "./answer-pattern.ts"
import type { Conversation, Move, VectorFile } from "./format.ts"

/** The implementation commanded what can't be done. */
export class Impossible extends Error {
  override readonly name = "Impossible"
}

export const clientConnection = 1

const octets = (text: string): Uint8Array => Buffer.from(text, "latin1")

export class Host {
  /** What the client has received. */
  output = ""
  end: "open" | "finished" | "closed" | "reset" = "open"
  readonly #files: Map<string, VectorFile>
  readonly #ready: Array<Event> = []
  readonly #inbound: Array<string> = []
  readonly #timers = new Set<string>()
  readonly #helpers = new Set<number>()
  readonly #chunks = new Map<number, string>()
  #reading = false
  #inboundEnds = false
  #unsentBytes = 0
  #takesBytes = Number.MAX_SAFE_INTEGER

  constructor({ files, unixSeconds }: Conversation) {
    this.#files = new Map(files.map((file) => [file.path, file]))
    this.#ready.push(
      { _tag: "Started", unixSeconds },
      { _tag: "Accepted", connection: clientConnection }
    )
  }

  /** Undefined when nothing happens any more without another move. */
  next(): Event | undefined {
    return this.#ready.shift() ?? this.#taken() ?? this.#delivered()
  }

  /** False if it can't be made: its timer doesn't run. */
  make(move: Move): boolean {
    if ("send" in move) this.#inbound.push(...move.send)
    else if ("end" in move) this.#inboundEnds = true
    else if ("clock" in move) this.#ready.push({ _tag: "ClockTicked", unixSeconds: move.clock })
    else if ("takes" in move) this.#takesBytes = move.takes
    else if ("change" in move) this.#files.set(move.change.path, move.change)
    else {
      const timer = { _tag: "Connection", connection: clientConnection } as const
      if (!this.#timers.delete(JSON.stringify(timer))) return false
      this.#ready.push({ _tag: "TimerFired", timer })
    }
    return true
  }

  #taken(): Event | undefined {
    const bytes = Math.min(this.#unsentBytes, this.#takesBytes)
    if (bytes === 0) return undefined
    this.#unsentBytes -= bytes
    return { _tag: "Sent", connection: clientConnection, bytes }
  }

  #delivered(): Event | undefined {
    if (!this.#reading) return undefined
    const text = this.#inbound.shift()
    if (text === undefined && !this.#inboundEnds) return undefined
    this.#reading = false
    if (text !== undefined)
      return { _tag: "Received", connection: clientConnection, bytes: octets(text) }
    this.#inboundEnds = false
    return { _tag: "PeerEnded", connection: clientConnection }
  }

  perform(command: Command): void {
    switch (command._tag) {
      case "Read":
        this.#open(command)
        if (this.#reading) throw new Impossible("Read while another Read is outstanding")
        this.#reading = true
        return
      case "Send":
        return this.#send(command)
      case "Finish":
        this.#open(command)
        if (this.#unsentBytes > 0) throw new Impossible("Finish before the last Send was out")
        this.end = "finished"
        return
      case "Close":
        this.#open(command)
        this.end = command.how === "reset" ? "reset" : "closed"
        this.#reading = false
        this.#unsentBytes = 0
        return
      case "StartTimer":
        this.#timers.add(JSON.stringify(command.timer))
        return
      case "StopTimer":
        this.#timers.delete(JSON.stringify(command.timer))
        return
      case "SpawnHelper":
        this.#helpers.add(command.helper)
        this.#ready.push({ _tag: "HelperReady", helper: command.helper })
        return
      case "Submit":
        return this.#submit(command)
      case "Forget":
        this.#chunks.delete(command.chunk)
        return
      case "ResumeAccept":
      case "PauseAccept":
      case "StopAccept":
      case "KillHelper":
      case "Log":
      case "Stop":
    }
  }

  #open({ _tag, connection }: { readonly _tag: string; readonly connection: number }): void {
    if (connection !== clientConnection)
      throw new Impossible(`${_tag} on connection ${connection}, which there is not`)
    if (this.end === "closed" || this.end === "reset")
      throw new Impossible(`${_tag} on a connection that is ${this.end}`)
  }

  #send(command: Extract<Command, { readonly _tag: "Send" }>): void {
    this.#open(command)
    if (this.end === "finished") throw new Impossible("Send after Finish")
    if (this.#unsentBytes > 0) throw new Impossible("Send before the last one was out")
    const bytes = lengthOf(command.parts)
    if (bytes === 0) throw new Impossible("a Send of nothing")
    this.#unsentBytes = bytes
    this.output += command.parts.map((part) => this.#textOf(part)).join("")
  }

  #textOf(part: Part): string {
    if (part._tag === "Text") return part.text
    const { chunk, chunkOffset, lengthBytes } = part
    const text = this.#chunks.get(chunk)?.slice(chunkOffset, chunkOffset + lengthBytes)
    if (text === undefined) throw new Impossible(`a slice of chunk ${chunk}, which is not held`)
    if (text.length !== lengthBytes)
      throw new Impossible(
        `a slice of ${lengthBytes} octets where chunk ${chunk} has ${text.length}`
      )
    return text
  }

  #submit({ helper, ticket, job }: Extract<Command, { readonly _tag: "Submit" }>): void {
    if (!this.#helpers.has(helper))
      throw new Impossible(`Submit to helper ${helper}, which was not spawned`)
    const file = this.#files.get(job.path)
    const outcome = job._tag === "Locate" ? this.#located(job.path, file) : loaded(job, file)
    if (job._tag === "Load" && outcome._tag === "Loaded")
      this.#chunks.set(ticket, contentOf(file).slice(job.offset, job.offset + job.lengthBytes))
    this.#ready.push({ _tag: "Notified", helper, ticket, outcome })
  }

  #located(path: string, file: VectorFile | undefined): Outcome {
    const below = path === "/" ? "/" : `${path}/`
    if (file === undefined)
      return {
        _tag: [...this.#files.keys()].some((each) => each.startsWith(below))
          ? "Directory"
          : "Missing"
      }
    switch (file.kind) {
      case "file":
        return { _tag: "Found", facts: factsOf(file) }
      case "directory":
        return { _tag: "Directory" }
      case "special":
        return { _tag: "Special" }
      case "outside":
        return { _tag: "Outside" }
      case "forbidden":
        return { _tag: "Forbidden" }
      case "failing":
        return { _tag: "Failed", reason: "EIO" }
    }
  }
}

const contentOf = (file: VectorFile | undefined): string => file?.content ?? ""

/** INTERPRETING.md gives the same defaults. */
const factsOf = (file: VectorFile): FileFacts => ({
  path: file.path,
  version: file.version ?? "v1",
  sizeBytes: contentOf(file).length,
  modifiedSeconds: file.modifiedSeconds ?? 1_600_000_000,
  mediaType: file.mediaType ?? "text/plain",
  settled: file.settled ?? true
})

const loaded = (
  job: Extract<Job, { readonly _tag: "Load" }>,
  file: VectorFile | undefined
): Outcome => {
  if (file === undefined || factsOf(file).version !== job.version) return { _tag: "Changed" }
  const left = contentOf(file).length - job.offset
  return { _tag: "Loaded", lengthBytes: Math.max(0, Math.min(job.lengthBytes, left)) }
}
