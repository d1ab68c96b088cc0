/** What becomes of several requests in one read. */
import { behind, ofKind } from "../animal.ts"
import type { Peer, Server, Visit } from "../network.ts"

/** Answers held until the octets of one read are done, and then written in another order. */
const reordering =
  (order: (answers: ReadonlyArray<Uint8Array>) => ReadonlyArray<Uint8Array>) =>
  (peer: Peer, server: Server): Visit => {
    let answers: Array<Uint8Array> = []
    let isOver = false
    let isReading = false
    const visit = server({
      ...peer,
      write: (bytes) => {
        const isHead = Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "HTTP/"
        if (isHead) answers.push(bytes)
        else answers.push(Buffer.concat([answers.pop() ?? Buffer.alloc(0), bytes]))
      },
      finish: () => {
        isOver = true
        // A timer of the server, and not what was read.
        if (!isReading) flush()
      }
    })
    const flush = (): void => {
      for (const answer of order(answers)) peer.write(answer)
      answers = []
      if (isOver) peer.finish()
    }
    return {
      ...visit,
      received: (bytes: Buffer) => {
        isReading = true
        visit.received(bytes)
        isReading = false
        flush()
      }
    }
  }

/** What comes in one read with something is dropped behind it. */
const firstOnly = (bytes: Buffer): Buffer => {
  const end = bytes.indexOf("\r\n\r\n")
  const next = bytes.indexOf("HTTP/1.", end)
  return end === -1 || next === -1 ? bytes : bytes.subarray(0, end + 4)
}

export const pipelined = ofKind("connection", [
  behind(
    "answers-swapped",
    "Answers of one read are sent last first.",
    reordering((answers) => answers.toReversed())
  ),
  behind(
    "short-answers-first",
    "Of the answers of one read, those of large files are sent last.",
    reordering((answers) => answers.toSorted((one, other) => sizeOf(one) - sizeOf(other)))
  ),
  behind(
    "last-answer-only",
    "Of the answers of one read, the last one is sent.",
    reordering((answers) => answers.slice(-1))
  ),
  behind(
    "first-request-only",
    "Of the requests of one read, the first is seen.",
    (peer, server) => {
      const visit = server(peer)
      return { ...visit, received: (bytes) => visit.received(firstOnly(bytes)) }
    }
  ),
  behind(
    "first-answer-twice",
    "The first answer of a read is sent again at its end.",
    (peer, server) =>
      reordering((answers) =>
        answers.length > 1 ? [...answers, ...answers.slice(0, 1)] : answers
      )(peer, server)
  )
])

const sizeOf = (answer: Uint8Array): number => Math.floor(answer.length / 1_000_000)
