/**
 * Clients that vanish, again and again. What the server held for them must come back. Caches fill and pools grow, so
 * the measure is not the first round: descriptors, processes, threads or memory that grow with each of many rounds
 * leak.
 */
import { type ActiveCase, type Facts, inChapter, type Judge } from "../case.ts"
import type { Connection } from "../connection.ts"
import type { Exchange } from "../exchange.ts"
import { impossible, measured, observation, wherePossible } from "../observation.ts"
import { answered, describeAll, whole } from "../oracle.ts"
import { ProcessHidden, type Usage, usageOf } from "../proc/processes.ts"
import { alone, compose, octets } from "../request.ts"
import type { Wire } from "../wire.ts"

type Vanish = (connection: Connection, facts: Facts) => Promise<void>

const clientsOfRound = 200
const clientsAtOnce = 20
/** Less than this may be caches and allocators; more, after each of many rounds, is a leak. */
const growthBytesMax = 8 * 1024 * 1024
const roundsMin = 2
const roundsMax = 8

const sampleMillis = 50
/** So many equal samples are rest. */
const samplesOfRest = 5
/** Three times as long as a connection may stay quiet. */
const samplesMaxOf = ({ profile }: Wire): number =>
  Math.ceil((3 * profile.patienceMillis) / sampleMillis)

const roundOf = async (wire: Wire, facts: Facts, vanish: Vanish): Promise<void> => {
  const one = async (): Promise<void> => {
    const connection = await wire.open()
    await vanish(connection, facts)
    connection.abort()
  }
  for (let done = 0; done < clientsOfRound; done += clientsAtOnce)
    await Promise.all(Array.from({ length: clientsAtOnce }, one))
}

type Sample = () => Usage

/** What is held once nothing comes or goes any more. */
const atRest = async (wire: Wire, sample: Sample): Promise<Usage> => {
  let last = sample()
  for (let equal = 0, taken = 0; equal < samplesOfRest && taken < samplesMaxOf(wire); taken++) {
    await wire.pass(sampleMillis)
    const next = sample()
    const isEqual = next.descriptors === last.descriptors && next.processes === last.processes
    equal = isEqual ? equal + 1 : 0
    last = next
  }
  return last
}

/** As soon as no more is held than before; or what is held when our patience ends. */
const returned = async (wire: Wire, sample: Sample, before: Usage): Promise<Usage> => {
  let last = sample()
  for (
    let taken = 0;
    last.descriptors > before.descriptors && taken < samplesMaxOf(wire);
    taken++
  ) {
    await wire.pass(sampleMillis)
    last = sample()
  }
  return last
}

const asEvidence = (label: string, usage: Usage): Exchange => observation(label, { ...usage })

const isGrown = (before: Usage | undefined, after: Usage): boolean =>
  before === undefined ||
  after.descriptors > before.descriptors ||
  after.processes > before.processes ||
  after.threads > before.threads ||
  after.residentBytes - before.residentBytes > growthBytesMax

/** Rounds until one of them leaves nothing more behind, and once more after some rest if none does. */
const measuredRounds = async (
  wire: Wire,
  facts: Facts,
  vanish: Vanish,
  sample: Sample
): Promise<ReadonlyArray<Exchange>> => {
  // The first round fills caches and starts what is started on demand.
  await roundOf(wire, facts, vanish)
  const before = await atRest(wire, sample)
  const usages = [before]
  for (let round = 1; round <= roundsMax; round++) {
    await roundOf(wire, facts, vanish)
    const after = await atRest(wire, sample)
    const grown = isGrown(usages.at(-1), after)
    usages.push(after)
    if (!grown && round >= roundsMin) break
  }
  const evidence = usages.map((usage, round) =>
    asEvidence(round === 0 ? "before" : `after round ${round}`, usage)
  )
  if (usages.length <= roundsMax) return evidence
  return [...evidence, asEvidence("in the end", await returned(wire, sample, before))]
}

const vanishing =
  (vanish: Vanish) =>
  async (wire: Wire, facts: Facts): Promise<ReadonlyArray<Exchange>> => {
    const { control } = wire
    const afterwards = () => wire.exchange(alone({ host: facts.host }, "afterwards"))
    if (control === undefined) {
      await roundOf(wire, facts, vanish)
      return [await afterwards()]
    }
    try {
      const sample = () => usageOf(control.processes())
      const usages = await measuredRounds(wire, facts, vanish, sample)
      return [await afterwards(), ...usages]
    } catch (error) {
      if (error instanceof ProcessHidden) return impossible(error.message)
      throw error
    }
  }

/** In every one of many rounds, and not given back after them. */
const isLeaked = (
  usages: ReadonlyArray<Exchange>,
  name: keyof Usage,
  tolerated: number
): boolean => {
  const values = usages.map((usage) => measured(usage, name))
  const [before = 0, ...after] = values
  const isEnough = after.length > roundsMax
  const grew = after
    .slice(0, roundsMax)
    .every((value, index) => value - (values[index] ?? 0) > tolerated)
  return isEnough && grew && (after.at(-1) ?? 0) > before
}

const describeUsages = (usages: ReadonlyArray<Exchange>): string =>
  usages
    .map((usage) => {
      const mebibytes = (measured(usage, "residentBytes") / 1024 / 1024).toFixed(1)
      const counts = (["descriptors", "processes", "threads"] as const).map(
        (name) => `${measured(usage, name)} ${name}`
      )
      return `${usage.label}: ${counts.join(", ")}, ${mebibytes} MiB`
    })
    .join("; ")

export const judgeLeaks: Judge = wherePossible({
  expected: "200 with the file afterwards; nothing that grows with every round",
  judge: (exchanges, facts) => {
    const [afterwards, ...usages] = exchanges
    const told = usages.length === 0 ? [] : [describeUsages(usages)]
    const found = [describeAll(exchanges.slice(0, 1)), ...told].join("; ")
    const wrong = (outcome: string) => ({ verdict: "deviates", outcome, found }) as const
    if (afterwards === undefined) return { verdict: "unclear", outcome: "no exchange", found }
    if (!answered(whole("hello"))(afterwards, facts)) return wrong("not served afterwards")
    if (usages.length === 0)
      return { verdict: "pass", outcome: "served afterwards; nothing measured", found }
    for (const name of ["descriptors", "processes", "threads"] as const)
      if (isLeaked(usages, name, 0)) return wrong(`more ${name} with every round`)
    if (isLeaked(usages, "residentBytes", growthBytesMax))
      return wrong("more memory with every round")
    return { verdict: "pass", outcome: "everything came back", found }
  }
})

const inTheMiddle: Vanish = async (connection, { host }) => {
  await connection.send(octets(compose({ host, target: "/big.bin" })))
  await connection.readUntil(({ receivedBytes }) => receivedBytes > 0, 1_000)
}

const halfSent: Vanish = async (connection, { host }) => {
  await connection.send(octets(`GET /big.bin HTTP/1.1\r\nHost: ${host}\r\nX-Half:`))
}

const described = {
  level: "operations",
  clauses: ["rfc9112#section-9.5-2"],
  tags: ["load", "leaks"],
  control: "close",
  exclusive: true,
  judge: judgeLeaks
} as const

export const leakCases: ReadonlyArray<ActiveCase> = inChapter("robustness", [
  {
    ...described,
    id: "K-05",
    title: `${clientsOfRound} clients vanish in the middle of 8 MiB, several times`,
    why: "What is not released after an abort is a leak that any client can drive.",
    rules: ["faults/peer-reset", "faults/quiescence"],
    run: vanishing(inTheMiddle)
  },
  {
    ...described,
    id: "K-05b",
    title: `${clientsOfRound} clients vanish in the middle of their request, several times`,
    why: "Half a request is held somewhere, and somebody must let go of it.",
    rules: ["faults/peer-reset", "faults/quiescence", "read/held-bytes-bounded"],
    run: vanishing(halfSent)
  },
  {
    ...described,
    id: "K-05c",
    title: `${clientsOfRound} clients reset at once, several times`,
    why: "A connection can be gone before accept() returns it: the error is the client's own.",
    rules: ["faults/peer-reset", "accept/completes"],
    run: vanishing(async () => {})
  }
])
