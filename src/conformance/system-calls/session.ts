/**
 * A run to record: a subject under strace, asked for warm, missing and cold files and for nonsense,
 * and where a disk can hold what it is asked for, two holds with probes that wait for the release
 * or don't.
 */
import * as fs from "node:fs/promises"
import * as Data from "effect/Data"
import type { RunningCommand } from "../subject/command.ts"
import { type Asked, Client, nowMicros, type Session } from "./client.ts"
import { type Hold, type Recording, recordingFormat } from "./recording.ts"

/** The part of a held disk that a run needs. */
export interface HoldingDisk {
  readonly gate: (gate: {
    readonly name: string
    readonly operations: ReadonlyArray<"lookup" | "read">
    readonly pattern: string
  }) => Promise<void>
  readonly ungate: (name: string) => Promise<void>
  readonly evict: (paths: ReadonlyArray<string>) => Promise<void>
  readonly held: () => ReadonlyArray<{
    readonly operation: Hold["operation"]
    readonly path: string
    readonly thread: number
  }>
  readonly changed: (withinMillis: number) => Promise<boolean>
}

export interface SessionTimes {
  /** For an answer that nothing holds up. */
  readonly answerMillis: number
  /** For the first operation to be held. */
  readonly holdMillis: number
  /** How long probes may stay without an answer before the release, at least. */
  readonly probeMillis: number
  /** And at least so many times as long as the slowest answer took that nothing held up. */
  readonly probeFactor: number
}

export const sessionTimes: SessionTimes = {
  answerMillis: 8_000,
  holdMillis: 3_000,
  probeMillis: 1_500,
  probeFactor: 20
}

export interface SessionOptions {
  readonly subject: string
  readonly running: RunningCommand
  /** What the subject serves: `trial-folder.ts`, plain or on a held disk. */
  readonly folder: string
  readonly disk?: HoldingDisk
  readonly unheld?: string
  readonly times?: SessionTimes
  readonly onProgress?: (what: string) => void
}

/** The subject runs, and does not serve the files that everything rests on. */
export class NotServed extends Data.TaggedError("NotServed")<{ readonly message: string }> {
  static of(status: number | null): NotServed {
    const answer = status === null ? "gave no answer" : `answered ${status}`
    const message = `the subject ${answer} to GET /warm/0.txt: let it serve the folder of {root}.`
    return new NotServed({ message })
  }
}

/** Runs the workload, and tells what the client did and saw. The subject still runs afterwards. */
export const runSession = async (options: SessionOptions): Promise<Recording> => {
  const { running, folder, disk, times = sessionTimes, onProgress = () => {} } = options
  const { address } = running
  const client = new Client(address)
  const roots = [...new Set([folder, await fs.realpath(folder)])]
  const startedMicros = nowMicros()
  try {
    const run = new Run(client, times)
    onProgress("warm, missing and cold files, and nonsense")
    await run.open()
    const [first] = client.exchanges()
    if (first?.status !== 200) throw NotServed.of(first?.status ?? null)
    const holds: Array<Hold> = []
    if (disk !== undefined)
      for (const [operation, path] of toHold) {
        onProgress(`a held ${operation}, and probes`)
        holds.push(...(await run.hold(disk, operation, path)))
      }
    const endedMicros = nowMicros()
    return {
      format: recordingFormat,
      subject: options.subject,
      port: "port" in address ? address.port : 0,
      roots,
      startedMicros,
      endedMicros,
      exchanges: client.exchanges(),
      holds,
      unheld: options.unheld ?? null
    }
  } finally {
    client.end()
  }
}

/** Files that nothing else asks for. */
export const toHold = [
  ["read", "/cold/4.bin"],
  ["lookup", "/cold/5.bin"]
] as const

class Run {
  readonly #client: Client
  readonly #times: SessionTimes
  #kept: Session | undefined

  constructor(client: Client, times: SessionTimes) {
    this.#client = client
    this.#times = times
  }

  /** Everything that needs no hold. */
  async open(): Promise<void> {
    for (const target of ["/warm/0.txt", "/warm/1.txt", "/warm/0.txt", "/missing/0.txt"])
      await this.#answered(
        await this.#client.get(await this.#keptSession(), purposeOf(target), target)
      )
    await this.#alone(["/warm/2.txt", "/warm/3.txt"])
    await this.#finish([await this.#nonsense("malformed")], this.#times.probeMillis)
    // Side by side, so that whoever waits for one can be seen to serve the other, or not.
    await this.#alone(["/cold/0.bin", "/cold/1.bin"])
    await this.#answered(await this.#client.get(await this.#keptSession(), "warm", "/warm/0.txt"))
  }

  /** A file is held while two warm probes and a malformed one wait for their answers. */
  async hold(
    disk: HoldingDisk,
    operation: "lookup" | "read",
    path: string
  ): Promise<ReadonlyArray<Hold>> {
    const probes = ["/warm/2.txt", "/warm/3.txt"]
    // Idle connections of ours would occupy the processes of a pool.
    this.#drop()
    await this.#alone(probes)
    await disk.evict([path])
    const pattern = `^${path.replaceAll(".", String.raw`\.`)}$`
    await disk.gate({ name: operation, operations: [operation], pattern })
    const asked: Array<Asked> = []
    let seen: ReturnType<HoldingDisk["held"]>[number] | undefined
    let heldMicros = 0
    let releasedMicros = 0
    try {
      asked.push(await this.#client.get(await this.#client.open(), "held", path))
      seen = await this.#held(disk, path)
      heldMicros = nowMicros()
      if (seen !== undefined) asked.push(...(await this.#probe(probes)))
    } finally {
      releasedMicros = nowMicros()
      await disk.ungate(operation)
    }
    await this.#finish(asked, this.#times.answerMillis)
    this.#client.end()
    return seen === undefined ? [] : [{ ...seen, heldMicros, releasedMicros }]
  }

  async #probe(targets: ReadonlyArray<string>): Promise<ReadonlyArray<Asked>> {
    const probes: Array<Asked> = []
    for (const target of targets)
      probes.push(await this.#client.get(await this.#client.open(), "probe", target))
    probes.push(await this.#nonsense("probe"))
    await this.#finish(probes, this.#patienceMillis)
    return probes
  }

  /** On a machine that is busy with other things, healthy servers are slow too. */
  get #patienceMillis(): number {
    const { probeMillis, probeFactor, answerMillis } = this.#times
    const exchanges = this.#client.exchanges()
    // On the first connection: others may have had to wait until that one was closed.
    const tookMicros = exchanges
      .filter(({ port, purpose }) => purpose === "warm" && port === exchanges[0]?.port)
      .map(({ sentMicros, doneMicros }) => (doneMicros ?? sentMicros) - sentMicros)
    const slowestMillis = Math.max(0, ...tookMicros) / 1_000
    return Math.min(answerMillis, Math.max(probeMillis, probeFactor * slowestMillis))
  }

  async #held(disk: HoldingDisk, path: string) {
    const untilMicros = nowMicros() + this.#times.holdMillis * 1_000
    for (;;) {
      const found = disk.held().find((each) => each.path === path)
      const leftMillis = (untilMicros - nowMicros()) / 1_000
      if (found !== undefined || leftMillis <= 0) return found
      await disk.changed(leftMillis)
    }
  }

  /** Each on a connection of its own, all at once. */
  async #alone(targets: ReadonlyArray<string>): Promise<void> {
    const sessions = await Promise.all(targets.map(() => this.#client.open()))
    const asked = await Promise.all(
      sessions.map((session, index) => {
        const target = targets[index] ?? ""
        return this.#client.get(session, purposeOf(target), target)
      })
    )
    if (await this.#finish(asked, this.#times.probeMillis)) return
    // An idle connection of ours may be what an iterative server is waiting for.
    this.#drop()
    await this.#finish(asked, this.#times.answerMillis)
  }

  /**
   * Whoever has its answer leaves at once: an idle connection would keep an iterative server from
   * the others.
   */
  async #finish(asked: ReadonlyArray<Asked>, withinMillis: number): Promise<boolean> {
    const finished = await Promise.all(
      asked.map(async (each) => {
        const isAnswered = await each.answered(withinMillis)
        if (isAnswered) each.close()
        return isAnswered
      })
    )
    return !finished.includes(false)
  }

  #drop(): void {
    if (this.#kept !== undefined) this.#client.close(this.#kept)
    this.#kept = undefined
  }

  async #nonsense(purpose: "malformed" | "probe"): Promise<Asked> {
    return this.#client.send(await this.#client.open(), purpose, "", "BOGUS\r\n\r\n")
  }

  /** A connection that is used again, as long as the server lets us. */
  async #keptSession(): Promise<Session> {
    if (this.#kept === undefined || this.#kept.connection.end !== "open")
      this.#kept = await this.#client.open()
    return this.#kept
  }

  async #answered(asked: Asked): Promise<void> {
    await asked.answered(this.#times.answerMillis)
  }
}

const purposeOf = (target: string): "warm" | "missing" | "cold" =>
  target.startsWith("/warm/") ? "warm" : target.startsWith("/cold/") ? "cold" : "missing"
