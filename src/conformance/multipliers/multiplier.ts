/**
 * What multiplies the suite: each case that only sends is sent again in other pieces and in other company,
 * and must be answered as it was.
 */
import type { CaseBase, Facts } from "../case.ts"
import type { Connection } from "../connection.ts"
import { type Attempt, compose, octets, pieces } from "../request.ts"
import { finestCuts, randomCuts, twoWayCuts } from "./cuts.ts"

/** Waits until the server has most likely read what was sent, for a part of the usual gap if there are many. */
export type Between = (part: "whole" | "least") => Promise<void>

/** One other way to send the octets of an attempt. */
export interface Variant {
  readonly label: string
  /** The methods of requests that go before on the same connection. */
  readonly before: ReadonlyArray<string>
  readonly send: (connection: Connection, between: Between) => Promise<void>
}

export interface Multiplier extends CaseBase {
  readonly expected: string
  readonly variants: (attempt: Attempt, facts: Facts, answerBytes: number) => ReadonlyArray<Variant>
}

/** Answers longer than this are worth a few variants only. */
const shortAnswerBytesMax = 256 * 1024
const fewVariants = 6
const randomCutsOfEach = 5

const cut = (attempt: Attempt, cuts: ReadonlyArray<number>, label: string): Variant => ({
  label,
  before: [],
  send: (connection, between) =>
    connection.sendPieces(pieces(attempt.bytes, cuts), () => between("whole"))
})

const segmentation = {
  level: "MUST",
  clauses: ["rfc9112#section-2.2-2"],
  rules: ["read/split-invariant"],
  tags: ["multiplier", "segmentation"]
} as const

export const multipliers: ReadonlyArray<Multiplier> = [
  {
    ...segmentation,
    id: "S-01",
    title: "every request cut in two, at every octet",
    why: "TCP is a stream; where it is cut is chance, or an attacker's choice.",
    expected: "the same responses as to the uncut octets",
    variants: (attempt, _facts, answerBytes) =>
      twoWayCuts(attempt.bytes, answerBytes > shortAnswerBytesMax ? fewVariants : undefined).map(
        (at) => cut(attempt, [at], `${attempt.label}, cut at ${at}`)
      )
  },
  {
    ...segmentation,
    id: "S-02",
    title: "every request octet by octet",
    why: "The slowest sender has the same rights as the fastest.",
    expected: "the same responses as to the uncut octets",
    variants: (attempt) => [
      {
        label: `${attempt.label}, octet by octet`,
        before: [],
        send: (connection, between) =>
          connection.sendPieces(pieces(attempt.bytes, finestCuts(attempt.bytes)), () =>
            between("least")
          )
      }
    ]
  },
  {
    ...segmentation,
    id: "S-03",
    title: "every request in random pieces",
    why: "State kept between more than two reads is where cuts in two don't reach.",
    expected: "the same responses as to the uncut octets",
    variants: (attempt, { profile }, answerBytes) =>
      randomCuts(
        attempt.bytes,
        profile.seed,
        answerBytes > shortAnswerBytesMax ? 1 : randomCutsOfEach
      ).map((cuts) => cut(attempt, cuts, `${attempt.label}, cut at ${cuts.join(" ")}`))
  },
  {
    id: "S-04",
    title: "every request on a connection that has served others",
    level: "MUST",
    clauses: ["rfc9110#section-3.3-4"],
    why: "A request means what it says, not what was asked before it.",
    rules: ["send/complete", "send/one-answer"],
    tags: ["multiplier", "keep-alive"],
    expected: "the same responses as on a fresh connection",
    variants: (attempt, { host, profile }) => [
      {
        label: `${attempt.label}, after two others`,
        before: ["GET", "HEAD"],
        send: async (connection) => {
          await connection.send(octets(compose({ host })))
          await connection.readUntil(
            ({ receivedBytes }) => receivedBytes > 0,
            profile.patienceMillis
          )
          await connection.send(octets(compose({ host, method: "HEAD", target: "/nope" })))
          const { receivedBytes: before } = connection
          await connection.readUntil((now) => now.receivedBytes > before, profile.patienceMillis)
          await connection.send(attempt.bytes)
        }
      }
    ]
  },
  {
    id: "S-05",
    title: "every request pipelined behind a slow one",
    level: "MUST",
    clauses: ["rfc9112#section-9.3.2-1"],
    why: "Whoever answers ahead of turn, or forgets what waits, answers the wrong question.",
    rules: ["send/in-order", "send/one-answer"],
    tags: ["multiplier", "pipeline"],
    expected: "the answer of the first, then the same responses as on a fresh connection",
    variants: (attempt, { host, profile }) => {
      const slow = octets(compose({ host, target: "/big.bin" }))
      return [
        {
          label: `${attempt.label}, behind 8 MiB`,
          before: ["GET"],
          send: async (connection) => {
            // Nobody reads until all has been sent, so the first answer can't be over before that.
            connection.pauseReading()
            await connection.send(Buffer.concat([slow, attempt.bytes]))
            connection.resumeReading()
          }
        },
        {
          label: `${attempt.label}, while 8 MiB are sent`,
          before: ["GET"],
          send: async (connection) => {
            await connection.send(slow)
            await connection.readUntil(
              ({ receivedBytes }) => receivedBytes > 0,
              profile.patienceMillis
            )
            connection.pauseReading()
            await connection.send(attempt.bytes)
            connection.resumeReading()
          }
        }
      ]
    }
  }
]
