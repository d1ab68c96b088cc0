/** Where a server can go wrong: each place with what is right there, for animals to change. */
import { type ChunkManners, strictSize } from "./body.ts"
import { type Found, type Named, strictName } from "./files.ts"
import { type Answer, membersOf, type Refusal, type Request } from "./message.ts"
import { readHead } from "./reading.ts"

export type Phase = "head" | "body" | "idle" | "send"

export interface Manners extends ChunkManners {
  /** A head that arrived, as text without its empty line, before anybody reads it. */
  readonly heard: (head: string) => string
  readonly read: (head: string) => Request | Refusal
  /** What a line in the head that ends with a LF alone is: the end of the conversation, or not yet a line. */
  readonly bareLineFeedIs: "refused" | "awaited"
  readonly requestLineBytesMax: number
  readonly headBytesMax: number
  readonly nameOf: (raw: string) => Named
  /** Whether a file outside the root may be sent. */
  readonly isOutsideFine: (name: string) => boolean
  readonly found: (found: Found | number, name: string) => Found | number
  /** Without a request where the head could not be read. */
  readonly answered: (answer: Answer, request: Request | undefined) => Answer
  /** The head of an answer, as text with its empty line. */
  readonly said: (head: string, request: Request | undefined) => string
  readonly sentBody: (answer: Answer, request: Request | undefined) => Buffer
  readonly isLast: (request: Request) => boolean
  /** What makes the end of a conversation that was announced. */
  readonly closes: boolean
  /** Whether the client is told to go on and send the body. */
  readonly saysContinue: (request: Request) => boolean
  readonly isExpectationKnown: (expectation: string) => boolean
  /** From the trailer section to the fields: nothing, if all is well. */
  readonly trailers: (lines: ReadonlyArray<string>) => ReadonlyArray<string>
  /** How long a client may take for a head, a body, the next request, or to take its answer. */
  readonly limitMillis: number
  /** What the limit is for. */
  readonly isLimited: (phase: Phase) => boolean
  /** Each read gives the whole time again. */
  readonly isPatient: boolean
}

const isBodiless = (answer: Answer, request: Request | undefined): boolean =>
  request?.method === "HEAD" || answer.status === 304 || answer.status === 204

export const goodManners: Manners = {
  heard: (head) => head,
  read: readHead,
  bareLineFeedIs: "refused",
  requestLineBytesMax: 16_384,
  headBytesMax: 49_152,
  chunkSize: strictSize,
  bareLineFeed: false,
  isTrailer: (line) => line.includes(":"),
  nameOf: strictName,
  isOutsideFine: () => false,
  found: (found) => found,
  answered: (answer) => answer,
  said: (head) => head,
  sentBody: (answer, request) => (isBodiless(answer, request) ? Buffer.alloc(0) : answer.body),
  isLast: ({ lines, minor }) => {
    const options = membersOf(lines, "connection").map((option) => option.toLowerCase())
    return options.includes("close") || (minor === 0 && !options.includes("keep-alive"))
  },
  closes: true,
  saysContinue: ({ minor }) => minor > 0,
  isExpectationKnown: (expectation) => expectation.toLowerCase() === "100-continue",
  trailers: () => [],
  limitMillis: 10_000,
  isLimited: () => true,
  isPatient: false
}
