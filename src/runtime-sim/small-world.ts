/**
 * Small worlds: the workloads whose every schedule can be explored. Requests arrive whole, files are one chunk
 * or a few, buffers have room, and each kind of fault is a small count; what is left is the order of events.
 */
import { defaultLimits, defaultPolicy, type Limits } from "../state-machine/limits.ts"
import {
  noFaults,
  type ClientScript,
  type Faults,
  type File,
  type Segment,
  type Workload
} from "./workload.ts"

export interface SmallWorld {
  readonly clients: number
  readonly helpers: number
  readonly files: number
  /** Requests of each client, one connection for all of them. */
  readonly requests: number
  /** All requests of a client leave at once, instead of each after the last answer. */
  readonly pipelined: boolean
  /** Chunks of each file: more than one lets a file be sent in slices. */
  readonly chunks: number
  /** Segments that each request is cut into. */
  readonly pieces: number
  /** What the kernel takes for a client that does not read. */
  readonly sendBufferBytes: number
  readonly faults: Partial<Faults>
  readonly drain: Workload["drain"]
  /** What the machine may be short of. */
  readonly limits: Partial<Limits>
}

export const smallest: SmallWorld = {
  clients: 1,
  helpers: 1,
  files: 1,
  requests: 1,
  pipelined: false,
  chunks: 1,
  pieces: 1,
  sendBufferBytes: 65_536,
  faults: {},
  drain: "never",
  limits: {}
}

/** `/a`, `/b` …: names of one length, so that files differ in nothing but their name. */
export const smallPath = (file: number): string => `/${String.fromCharCode(97 + file)}`

export const smallFilesMax = 26

const startUnixSeconds = 1_700_000_000

const smallFile = (path: string, chunks: number): File => ({
  path,
  kind: "file",
  version: 1,
  sizeBytes: chunks,
  // Old enough that no tag is weak and no date moves.
  modifiedSeconds: startUnixSeconds - 1_000_000,
  mediaType: "text/plain"
})

/**
 * The worlds of this size: one for each way in which the clients can choose among the files. Ways that differ in
 * the names of clients or files only are one.
 */
export const smallWorlds = (small: SmallWorld): ReadonlyArray<Workload> =>
  assignments(small).map((asked) => smallWorld(small, asked))

/** `asked[c][r]` is the file of the client's r-th request. */
export const smallWorld = (
  small: SmallWorld,
  asked: ReadonlyArray<ReadonlyArray<number>>
): Workload => ({
  settings: { limits: { ...smallLimits(small), ...small.limits }, policy: defaultPolicy },
  clients: asked.map((files, id) => smallClient(id, files, small)),
  files: Array.from({ length: small.files }, (_, file) => smallFile(smallPath(file), small.chunks)),
  faults: { ...noFaults, ...small.faults },
  drain: small.drain,
  startUnixSeconds,
  descriptorsMax: 64,
  sendBufferBytes: small.sendBufferBytes
})

const smallLimits = ({ clients, helpers, requests }: SmallWorld): Limits => ({
  ...defaultLimits,
  chunkBytes: 1,
  helpersMin: helpers,
  helpersMax: helpers,
  helpersStartingMax: helpers,
  queueMax: clients * requests
})

/** The last request asks to close, so that no run needs the time of an idle connection. */
const smallClient = (
  id: number,
  files: ReadonlyArray<number>,
  { pipelined, pieces }: SmallWorld
): ClientScript => {
  const texts = files.map((file, index) => {
    const close = index === files.length - 1 ? "Connection: close\r\n" : ""
    return `GET ${smallPath(file)} HTTP/1.1\r\nHost: h\r\n${close}\r\n`
  })
  const segments: ReadonlyArray<Segment> = pipelined
    ? cut(texts.join(""), pieces, "nothing")
    : texts.flatMap((text, index) => cut(text, pieces, index === 0 ? "nothing" : "answer"))
  return { id, segments, takesBytesMax: 65_536, end: "waits" }
}

/** In pieces of about the same length; only the first one may have to wait. */
const cut = (text: string, pieces: number, after: Segment["after"]): ReadonlyArray<Segment> => {
  const at = (piece: number): number => Math.floor((text.length * piece) / pieces)
  return Array.from({ length: pieces }, (_, piece) => ({
    text: text.slice(at(piece), at(piece + 1)),
    after: piece === 0 ? after : "nothing"
  }))
}

const assignments = ({
  clients,
  requests,
  files
}: SmallWorld): ReadonlyArray<ReadonlyArray<ReadonlyArray<number>>> => {
  const all = sequences(clients * requests, files).map((flat) =>
    Array.from({ length: clients }, (_, client) =>
      flat.slice(client * requests, (client + 1) * requests)
    )
  )
  const names = permutations(files)
  const first = new Map<string, ReadonlyArray<ReadonlyArray<number>>>()
  for (const asked of all) {
    const forms = names.map((name) =>
      asked
        .map((row) => row.map((file) => name[file]).join(","))
        .toSorted()
        .join(";")
    )
    const key = forms.toSorted()[0] ?? ""
    if (!first.has(key)) first.set(key, asked)
  }
  return [...first.values()]
}

/** All sequences of this length of 0 … choices - 1. */
const sequences = (length: number, choices: number): ReadonlyArray<ReadonlyArray<number>> => {
  let all: ReadonlyArray<ReadonlyArray<number>> = [[]]
  for (let at = 0; at < length; at++)
    all = all.flatMap((each) => Array.from({ length: choices }, (_, next) => [...each, next]))
  return all
}

/** Every order of 0 … length - 1. */
export const permutations = (length: number): ReadonlyArray<ReadonlyArray<number>> => {
  if (length <= 1) return [Array.from({ length }, (_, index) => index)]
  return permutations(length - 1).flatMap((rest) =>
    Array.from({ length }, (_, at) => [...rest.slice(0, at), length - 1, ...rest.slice(at)])
  )
}
