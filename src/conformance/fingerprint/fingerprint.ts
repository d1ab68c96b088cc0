/**
 * The whole fingerprint of one subject. It runs inside an enclosure (`inside.ts`) in which the held disk, the subject
 * and this program are alone, and which takes everything with it when it ends.
 */
import * as path from "node:path"
import { asOrdinaryUser, type Method } from "../held-disk/enclosure.ts"
import type { HeldOperation } from "../held-disk/held-disk.ts"
import type { CommandSubject } from "../subject/description.ts"
import { makeScratch } from "../subject/template.ts"
import { decide } from "./decide.ts"
import { withHeldStand } from "./held-stand.ts"
import { type Fingerprint, fingerprintFormat, type Sweep, type SweepName } from "./result.ts"
import type { Sweeps } from "./seen.ts"
import { type Baseline, type Stand, withStand } from "./stand.ts"
import { type SweepSettings, sweepConnections, sweepDisk } from "./sweeps.ts"
import { inTurns } from "./turns.ts"
import { coldFilesFor, TrialFilesFailed, writeTrialFiles } from "./trial-files.ts"
import { verdictsOf } from "./verdicts.ts"

export interface FingerprintOptions {
  readonly subject: CommandSubject
  /** What it is called in reports. */
  readonly name: string
  /** Undefined: nothing can be held here, for these reasons. */
  readonly method: Method | undefined
  readonly reasons: ReadonlyArray<string>
  readonly version: string
  readonly heldMax: number
  readonly repetitions: number
  readonly onPoint: (sweep: SweepName, held: number, isStopped: boolean) => void
}

/** Rejects with errors of `subject/errors.ts`, `NotServed`, `HeldDiskFailed`, or `TrialFilesFailed`. */
export const fingerprint = async (options: FingerprintOptions): Promise<Fingerprint> => {
  const started = new Date().toISOString()
  const startedMillis = performance.now()
  const scratch = await makeScratch().catch((error: unknown) => {
    throw TrialFilesFailed.of(error)
  })
  try {
    const place = { source: path.join(scratch.folder, "root"), folder: scratch.folder }
    await writeTrialFiles(place.source, coldFilesFor(options.heldMax, options.repetitions))
    const { sweeps, plain, patienceMillis, gaps } = await sweepAll(options, place)
    const { size, server, ...latency } = plain
    return {
      format: fingerprintFormat,
      version: options.version,
      subject: options.name,
      server,
      started,
      durationMillis: Math.round(performance.now() - startedMillis),
      method: { name: options.method ?? null, gaps },
      settings: { heldMax: options.heldMax, patienceMillis, repetitions: options.repetitions },
      baseline: { ...latency, ...size },
      sweeps,
      architecture: decide(sweeps, size, options.heldMax),
      verdicts: verdictsOf(sweeps)
    }
  } finally {
    await scratch.remove()
  }
}

interface Place {
  readonly source: string
  /** For mount points. */
  readonly folder: string
}

interface Swept {
  readonly sweeps: Sweeps
  readonly plain: Baseline
  readonly patienceMillis: number
  readonly gaps: ReadonlyArray<string>
}

/** All at once, each on an instance of its own; one after the other where the command names its port. */
const sweepAll = async (options: FingerprintOptions, place: Place): Promise<Swept> => {
  const { method, reasons } = options
  const subject = asOrdinary(options.subject)
  const turn = inTurns(subject)
  const idleFree = Promise.withResolvers<boolean>()
  const gaps = new Set(method === undefined ? reasons : [])
  const onPlain = <Result>(use: (stand: Stand) => Promise<Result>): Promise<Result> =>
    turn(() => withStand(subject, place.source, use))
  const onDisk = (operation: HeldOperation & SweepName): Promise<Sweep> => {
    if (method === undefined) return Promise.resolve(notExercised(operation, reasons))
    return turn(() =>
      withHeldStand({ subject, method, ...place, operation }, async (stand) => {
        for (const gap of stand.disk.gaps) gaps.add(gap)
        return sweepDisk(stand, operation, await idleFree.promise, options)
      })
    )
  }
  const plain = (settings: SweepSettings) =>
    onPlain(async (stand) => ({
      baseline: stand.baseline,
      patienceMillis: Math.round(stand.patience.nobodyMillis),
      sweep: await sweepConnections(stand, "requests", settings, () => {})
    }))
  const idle = onPlain((stand) =>
    sweepConnections(stand, "idle", options, (stopsAt) => idleFree.resolve(stopsAt === null))
  ).finally(() => idleFree.resolve(false))
  const [first, second, lookup, read] = await allOrFirstError([
    plain(options),
    idle,
    onDisk("lookup"),
    onDisk("read")
  ])
  return {
    sweeps: { requests: first.sweep, idle: second, lookup, read },
    plain: first.baseline,
    patienceMillis: first.patienceMillis,
    gaps: [...gaps]
  }
}

/** A subject must not take itself for root where it can't become anybody else. */
const asOrdinary = (subject: CommandSubject): CommandSubject => ({
  ...subject,
  command: asOrdinaryUser(subject.command)
})

/** What was begun comes to its end, and cleans up, before an error is told. */
const allOrFirstError = async <Results extends ReadonlyArray<Promise<unknown>>>(
  works: readonly [...Results]
): Promise<{ [Index in keyof Results]: Awaited<Results[Index]> }> => {
  await Promise.allSettled(works)
  return Promise.all(works)
}

const notExercised = (name: SweepName, reasons: ReadonlyArray<string>): Sweep => ({
  name,
  outcome: "not-exercised",
  why: reasons.join("; "),
  stopsAt: null,
  repeated: [],
  heldMost: 0,
  points: [],
  waiting: [],
  waitingProcesses: 0,
  controls: []
})
