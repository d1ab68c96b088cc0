/**
 * A file changes while it is served. The client makes the moment: it stops reading when the first octets of 16 MiB
 * have come, so that the rest can't have been sent, and reads on when the change is made.
 */
import { type ActiveCase, type Facts, inChapter } from "../case.ts"
import type { Connection } from "../connection.ts"
import { type Exchange, exchangeFrom } from "../exchange.ts"
import { alone, closeLine, compose, followUpTarget, octets } from "../request.ts"
import type { Wire } from "../wire.ts"
import { sizes } from "./changes-content.ts"
import { type Alteration, alterations, type PlantedFile, plantFile } from "./changes-files.ts"
import { isSettled, judgeChange, phases, versionsOf } from "./changes-judge.ts"

const request = ({ host }: Facts, { target }: PlantedFile): string => compose({ host, target })

/** The request for another file, whose answer must not be mixed with the one before. */
const behind = ({ host }: Facts): string =>
  compose({ host, target: followUpTarget, lines: [closeLine] })

const evidence = (
  connection: Connection,
  { label, asked }: (typeof phases)[keyof typeof phases],
  octetsBefore: number
): Exchange => ({
  ...exchangeFrom(
    connection,
    label,
    asked.map(() => "GET")
  ),
  excusesCut: true,
  observed: { octetsBefore }
})

/** The file was served before, so that whatever the server remembers of it is wrong now. */
const changeBetween = async (
  wire: Wire,
  facts: Facts,
  file: PlantedFile,
  change: () => Promise<void>
): Promise<Exchange> => {
  const { patienceMillis } = wire.profile
  const connection = await wire.open()
  await connection.send(octets(request(facts, file)))
  await connection.readUntil(({ receivedBytes }) => receivedBytes >= file.bytes, patienceMillis)
  const isWhole = () =>
    exchangeFrom(connection, "served before", ["GET"]).finals[0]?.complete === true
  await connection.readUntil(isWhole, patienceMillis)
  const octetsBefore = connection.receivedBytes
  await change()
  await connection.send(octets(request(facts, file) + behind(facts)))
  await connection.readToEnd(patienceMillis)
  return evidence(connection, phases.warm, octetsBefore)
}

/** The first answer is on its way, the second not yet begun. */
const changeUnderway = async (
  wire: Wire,
  facts: Facts,
  file: PlantedFile,
  change: () => Promise<void>
): Promise<Exchange> => {
  const { patienceMillis } = wire.profile
  const connection = await wire.open()
  connection.pauseReadingAt(1)
  const one = request(facts, file)
  await connection.send(octets(one + one + behind(facts)))
  await connection.readUntil(({ receivedBytes }) => receivedBytes > 0, patienceMillis)
  const octetsBefore = connection.receivedBytes
  await change()
  connection.resumeReading()
  await connection.readToEnd(patienceMillis)
  return evidence(connection, phases.sent, octetsBefore)
}

const gapMillis = 200
const triesMax = 20
/** A server that may read everything never notices; the others look each second. */
const forbiddenTriesMax = 8

/** Asks anew until the caches have noticed; gives the last answer. */
const askUntilSettled = async (
  wire: Wire,
  { host }: Facts,
  { target }: PlantedFile,
  alteration: Alteration
): Promise<Exchange> => {
  const ask = async (): Promise<Exchange> => ({
    ...(await wire.exchange(alone({ host, target }, phases.end.label))),
    excusesCut: true
  })
  const versions = versionsOf(alteration, sizes.warmBytes)
  const max = alteration === "forbidden" ? forbiddenTriesMax : triesMax
  let last = await ask()
  for (let tries = 1; tries < max; tries++) {
    const [answer] = last.finals
    if (answer === undefined || isSettled(answer, alteration, versions)) break
    await wire.pass(gapMillis)
    last = await ask()
  }
  return last
}

const play =
  (alteration: Alteration) =>
  async (wire: Wire, facts: Facts): Promise<ReadonlyArray<Exchange>> => {
    const planted: Array<PlantedFile> = []
    const plant = async (bytes: number): Promise<PlantedFile> => {
      const file = await plantFile(facts.rootFolder ?? "", bytes)
      planted.push(file)
      return file
    }
    const alter = (file: PlantedFile) => () => alterations[alteration](file.place, file.bytes)
    try {
      const warm = await plant(sizes.warmBytes)
      const between = await changeBetween(wire, facts, warm, alter(warm))
      const sent = await plant(sizes.sentBytes)
      const underway = await changeUnderway(wire, facts, sent, alter(sent))
      // Where nobody answered there is nothing to wait for.
      if (between.end === "open") return [between, underway]
      return [between, underway, await askUntilSettled(wire, facts, warm, alteration)]
    } finally {
      for (const file of planted) await file.remove()
    }
  }

type Described = Pick<ActiveCase, "id" | "title" | "level" | "clauses" | "why" | "rules">

const framingClauses = ["rfc9110#section-8.6-12", "rfc9112#section-6.3-2.6", "rfc9112#section-8"]

const described: Record<Alteration, Described> = {
  truncated: {
    id: "L-01",
    title: "a file becomes shorter while it is sent",
    level: "MUST",
    clauses: framingClauses,
    why: "The next answer would begin where the client still reads this one.",
    rules: ["send/changed", "send/exact-bytes", "header/content-length"]
  },
  grown: {
    id: "L-02",
    title: "a file becomes longer while it is sent",
    level: "MUST",
    clauses: framingClauses,
    why: "What is sent beyond the declared length is read as the next answer.",
    rules: ["send/changed", "send/exact-bytes", "header/content-length"]
  },
  rewritten: {
    id: "L-03",
    title: "a file is rewritten in place, with the same size and time",
    level: "MUST",
    clauses: ["rfc9110#section-8.8.1-2", ...framingClauses],
    why: "Half of each version under one strong ETag is kept by caches as a file that never was.",
    rules: ["send/one-version", "send/changed", "header/etag-honest"]
  },
  replaced: {
    id: "L-04",
    title: "another file is renamed over it while it is sent",
    level: "MUST",
    clauses: framingClauses,
    why: "This is how careful people publish; opened by name again, the rest is of another file.",
    rules: ["send/one-version", "send/changed", "caches/coherent"]
  },
  deleted: {
    id: "L-05",
    title: "a file is deleted while it is sent",
    level: "operations",
    clauses: ["rfc9110#section-15.5.5-1", ...framingClauses],
    why: "An answer half sent can't become a 404 any more.",
    rules: ["send/failed", "find/missing", "caches/coherent"]
  },
  forbidden: {
    id: "L-06",
    title: "a file loses its permissions while it is sent",
    level: "operations",
    clauses: ["rfc9110#section-15.5.4-1", ...framingClauses],
    why: "What was taken back must not stay in a cache for ever, nor break what is under way.",
    rules: ["send/failed", "find/forbidden", "caches/coherent"]
  },
  folder: {
    id: "L-07",
    title: "a folder takes the place of a file while it is sent",
    level: "operations",
    clauses: ["rfc9110#section-17.3-1", ...framingClauses],
    why: "Between looking and opening lies the time in which a file becomes something else.",
    rules: ["send/failed", "find/directory-redirect", "caches/coherent"]
  },
  link: {
    id: "L-08",
    title: "a symbolic link takes the place of a file while it is sent",
    level: "operations",
    clauses: ["rfc9110#section-17.3-1", ...framingClauses],
    why: "Between looking and opening lies the time in which a file becomes something else.",
    rules: ["send/changed", "send/one-version", "caches/coherent"]
  },
  fifo: {
    id: "L-09",
    title: "a FIFO takes the place of a file while it is sent",
    level: "operations",
    clauses: ["rfc9110#section-17.3-3", ...framingClauses],
    why: "Whoever opens it now waits for a writer who never comes.",
    rules: ["send/failed", "find/special-file", "dispatcher/never-blocks"]
  }
}

const all: ReadonlyArray<Alteration> = [
  "truncated",
  "grown",
  "rewritten",
  "replaced",
  "deleted",
  "forbidden",
  "folder",
  "link",
  "fifo"
]

export const changesCases: ReadonlyArray<ActiveCase> = inChapter(
  "changes",
  all.map((alteration) => ({
    ...described[alteration],
    tags: ["changes"],
    control: "close",
    needs: ({ rootFolder }) =>
      rootFolder === undefined ? "the root is not ours to change" : undefined,
    run: play(alteration),
    judge: judgeChange(alteration)
  }))
)
