/** A wire file against a fresh subject: sent again, judged again, laid beside what was recorded. */
import * as Effect from "effect/Effect"
import { Barrier } from "../barrier.ts"
import type { ActiveCase, Drive, Verdict } from "../case.ts"
import type { Exchange } from "../exchange.ts"
import { defaultProfile, type Profile } from "../profile.ts"
import { type Reached, runCase } from "../run-case.ts"
import { reach } from "../run.ts"
import type { SubjectDescription } from "../subject/description.ts"
import type { SubjectError } from "../subject/errors.ts"
import { playConnection } from "./play.ts"
import type { Judged } from "./registry.ts"
import { sameAnswers, sameOutcome } from "./same.ts"
import { missingFacts, substitution } from "./substitute.ts"
import { judgedExchanges, type WireFile } from "./wire-file.ts"

/**
 * FIXED: the judge gives pass, or a choice. STILL: it gives what it gave, and for the same answers.
 * DIFFERENT: it gives something else, or the same for other answers. Where the case was run again
 * its answers may differ by chance, and are not compared.
 */
export type ReplayVerdict = "FIXED" | "STILL" | "DIFFERENT"

export interface Told {
  readonly verdict: Verdict
  readonly outcome: string
  readonly found: string
}

export interface ReplayedConnection {
  readonly label: string
  readonly recorded: Exchange | undefined
  readonly now: Exchange | undefined
  readonly isSame: boolean
}

export interface Replayed {
  readonly verdict: ReplayVerdict
  /** Whether the octets were sent again, or the case was run again. */
  readonly how: "octets" | "case"
  readonly recorded: Told
  readonly now: Told
  readonly connections: ReadonlyArray<ReplayedConnection>
  /** What was not as recorded, for reasons that are not the subject's. */
  readonly notes: ReadonlyArray<string>
}

export interface ReplayOptions {
  readonly file: WireFile
  /** Of the same case. */
  readonly judged: Judged
  readonly subject: SubjectDescription
  /** What is declared now; the rest is as recorded. */
  readonly profile: Partial<Profile>
}

export const replayWire = (options: ReplayOptions): Effect.Effect<Replayed, SubjectError> =>
  Effect.scoped(replayInScope(options))

/** As long as the exit of a process may take to be told after its connections are refused. */
const deathNoticeMillis = 50

const replayInScope = Effect.fnUntraced(function* (options: ReplayOptions) {
  const { file, subject } = options
  const profile = { ...defaultProfile, ...file.facts.profile, ...options.profile }
  const baseline = yield* reach({ subject }, profile)
  const { facts, supervisor } = baseline
  const { control } = supervisor
  const network = supervisor.network()
  const { how, each, notes } = replayedCase(options, { network, control }, baseline.facts)
  const result = yield* Effect.promise(async () => {
    const ran = await runCase(each, { network, control }, baseline)
    if (ran.verdict !== "pass" && ran.verdict !== "choice") await network.pass(deathNoticeMillis)
    const death = await supervisor.death()
    return death === undefined
      ? ran
      : { ...ran, verdict: "crash" as const, outcome: "the subject died", found: death }
  })
  const recorded = recordedIn(options)
  const before = judgedExchanges(file)
  // The control comes last, and has no part in what was recorded of the case.
  const after = result.exchanges.slice(0, before.length)
  const labels = before.length > 0 ? before : after
  const connections = labels.map(({ label }, index): ReplayedConnection => {
    const [was, is] = [before[index], after[index]]
    const isSame = was !== undefined && is !== undefined && sameAnswers(was, file.facts, is, facts)
    return { label, recorded: was, now: is, isSame }
  })
  const { verdict, outcome, found } = result
  const now: Told = { verdict, outcome, found }
  const isSameOutcome = sameOutcome(recorded.outcome, file.facts, outcome, facts)
  return {
    verdict: compared(recorded, now, isSameOutcome, how === "case" ? [] : connections),
    how,
    recorded,
    now,
    connections,
    notes: notes()
  } satisfies Replayed
})

const compared = (
  recorded: Told,
  now: Told,
  isSameOutcome: boolean,
  connections: ReadonlyArray<ReplayedConnection>
): ReplayVerdict => {
  if (now.verdict === "pass" || now.verdict === "choice") return "FIXED"
  if (now.verdict !== recorded.verdict) return "DIFFERENT"
  // A process that died said what it said until then by chance.
  if (now.verdict === "crash") return "STILL"
  return isSameOutcome && connections.every((each) => each.isSame) ? "STILL" : "DIFFERENT"
}

/** What the file says; judged again where the outcome is one of the whole run, or of several. */
const recordedIn = ({ file, judged }: ReplayOptions): Told => {
  const { verdict, outcome, found } = file
  const isOfRun = judged.active === undefined && verdict !== "crash"
  if (isOfRun || verdict === "flaky" || verdict === "unexpected-pass")
    return judged.judge.judge(judgedExchanges(file), file.facts)
  return { verdict: verdict === "expected-fail" ? "deviates" : verdict, outcome, found }
}

interface ReplayedCase {
  readonly how: Replayed["how"]
  readonly each: ActiveCase
  /** To be asked when it has run. */
  readonly notes: () => ReadonlyArray<string>
}

const replayedCase = (
  { file, judged }: ReplayOptions,
  { network }: Reached,
  facts: WireFile["facts"]
): ReplayedCase => {
  const { active, described, judge } = judged
  const recorded = file.connections.filter(({ isControl }) => !isControl)
  const flaky =
    file.verdict === "flaky"
      ? ["it came and went when it was recorded: one replay says little"]
      : []
  if (active !== undefined && (!judged.isOctets || recorded.length === 0)) {
    const why = judged.isOctets
      ? "no octets are recorded: the case was run again"
      : "it has steps that octets do not show: the case was run again"
    return { how: "case", each: active, notes: () => [why, ...flaky] }
  }
  const counts = new Map<string, number>()
  const substitute = substitution(file.facts, facts)
  const run: Drive = async (wire) => {
    const barrier = new Barrier(network)
    try {
      return await inParallel(recorded, network.connectionsAtOnce, (connection, index) =>
        playConnection({
          wire,
          recorded: connection,
          substitute,
          between: () => barrier.pass(wire.profile.gapMillis),
          sendsBeforeReading: judged.sendsBeforeReading && index % 2 === 1,
          onSubstituted: (more) => {
            for (const [what, count] of more) counts.set(what, (counts.get(what) ?? 0) + count)
          }
        })
      )
    } finally {
      barrier.close()
    }
  }
  return {
    how: "octets",
    each:
      active === undefined
        ? { ...described, chapter: "message", control: "self", run, judge }
        : { ...active, run },
    notes: () => [
      ...[...counts].map(
        ([what, count]) => `replaced ${what}, ${count === 1 ? "once" : `${count} times`}`
      ),
      ...missingFacts(file.facts, facts).map(
        (name) => `the subject tells no ${name}: the recorded one was sent`
      ),
      ...flaky
    ]
  }
}

/** The results are in the order of the items; so many are worked on at once. */
const inParallel = async <Item, Value>(
  items: ReadonlyArray<Item>,
  atOnce: number,
  work: (item: Item, index: number) => Promise<Value>
): Promise<ReadonlyArray<Value>> => {
  const results = new Array<Value>(items.length)
  const queue = [...items.entries()]
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      results[next[0]] = await work(next[1], next[0])
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
