/**
 * Workloads from seeds. Limits are small, so that runs reach them, and file sizes sit on the multiples of
 * the chunk size and beside them: there the mistakes are. Each seed also draws which kinds of fault there
 * are at all (swarm testing): a fault that is always there can hide what another would show.
 */
import { defaultLimits, defaultPolicy, type Limits } from "../state-machine/limits.ts"
import { randomOf, type Random } from "./random.ts"
import { drawRequest } from "./requests.ts"
import {
  faultNames,
  noFaults,
  type ClientScript,
  type Faults,
  type File,
  type Segment,
  type Workload
} from "./workload.ts"

const salt = 0x10ad

export const generate = (seed: number): Workload => {
  const random = randomOf(seed, salt)
  const limits = drawLimits(random)
  const files = drawFiles(random, limits.chunkBytes)
  const clients = Array.from({ length: random.between(1, 8) }, (_, id) =>
    drawClient(random, id, files)
  )
  return {
    settings: { limits, policy: defaultPolicy },
    clients,
    files,
    faults: drawFaults(random),
    drain: random.pick(["never", "never", "any-time", "after-clients"]),
    startUnixSeconds,
    descriptorsMax: random.once(8) ? random.between(1, 3) : 64,
    sendBufferBytes: random.pick([64, 1000, 65_536])
  }
}

const startUnixSeconds = 1_700_000_000

const drawLimits = (random: Random): Limits => {
  const helpersMax = random.between(1, 4)
  const headBytesMax = random.pick([256, 512, 4096, 4096])
  const chunkBytes = random.pick([1, 7, 64, 1024])
  const cacheableBytesMax = chunkBytes * random.pick([1, 3, 16])
  return {
    ...defaultLimits,
    ...drawTimes(random),
    connectionsMax: random.pick([1, 4, 16, 16]),
    overloadMax: random.pick([1, 4]),
    requestLineBytesMax: headBytesMax >> random.between(0, 1),
    headBytesMax,
    fieldsMax: random.pick([8, 16]),
    bodyBytesMax: random.pick([4, 64]),
    readBytesMax: random.pick([1, 30, 300, 4096, 4096, 4096, 4096, 4096]),
    pipelinedBytesMax: random.pick([16, 200, 4096, 4096]),
    lingerBytesMax: random.pick([16, 4096]),
    rangesMax: random.between(1, 3),
    chunkBytes,
    helpersMin: random.between(0, helpersMax),
    helpersMax,
    helpersHungMax: random.between(0, 2),
    queueMax: random.pick([1, 2, 8]),
    triesMax: random.between(1, 2),
    namesMax: random.pick([1, 2, 16]),
    headsMax: random.pick([1, 2, 16]),
    contentBytesMax: cacheableBytesMax * random.pick([1, 2, 8]),
    cacheableBytesMax,
    freshSeconds: random.between(0, 2)
  }
}

/** Short times make timers meet what else goes on; long ones leave it alone. */
const drawTimes = (random: Random) => ({
  headMillis: random.pick([400, 10_000]),
  idleMillis: random.pick([300, 15_000]),
  staleMillis: random.pick([20, 200, 2000]),
  sendMillis: random.pick([500, 30_000]),
  jobMillis: random.pick([50, 1000, 8000]),
  spawnPauseMillis: random.pick([10, 250])
})

const drawFiles = (random: Random, chunkBytes: number): ReadonlyArray<File> => {
  const sizes = [
    0,
    1,
    chunkBytes - 1,
    chunkBytes,
    chunkBytes + 1,
    2 * chunkBytes,
    3 * chunkBytes + 1
  ]
  const file = (path: string, mediaType: string): File => ({
    path,
    kind: "file",
    version: 1,
    sizeBytes: random.pick(sizes),
    modifiedSeconds: startUnixSeconds - random.pick([0, 1, 2, 100_000]),
    mediaType
  })
  const other = (path: string, kind: File["kind"]): File => ({ ...file(path, ""), kind })
  return [
    file("/a.txt", "text/plain"),
    file("/b.txt", "text/plain"),
    file("/c", "application/octet-stream"),
    file("/sub/index.html", "text/html"),
    ...(random.once(2) ? [file("/index.html", "text/html")] : [other("/empty", "directory")]),
    other("/fifo", "special"),
    other("/link", "outside"),
    other("/private", "forbidden"),
    other("/later", "missing")
  ]
}

const drawClient = (random: Random, id: number, files: ReadonlyArray<File>): ClientScript => {
  // Most clients ask for regular files, some of them for one file only, so that caches are hit.
  const asked = random.once(3) ? files : files.slice(0, random.between(1, 4))
  const pipelines = random.once(3)
  const segments: Array<Segment> = []
  // A few clients stay for long: they meet warm caches, and the end of what was fresh.
  for (let count = random.pick([1, 2, 3, 5, 8, 24]); count > 0; count--) {
    const { text, body } = drawRequest(random, asked)
    const after = pipelines || segments.length === 0 ? "nothing" : "answer"
    segments.push(...cut(random, text, after))
    if (body !== undefined && body !== "")
      segments.push({ text: body, after: random.pick(["answer", "nothing"]) })
  }
  return {
    id,
    segments: pipelines && random.once(2) ? [joined(segments)] : segments,
    takesBytesMax: random.pick([20, 500, 4096, 65_536, 65_536]),
    end: random.pick(["waits", "half-closes", "half-closes", "leaves", "resets"])
  }
}

const joined = (segments: ReadonlyArray<Segment>): Segment => ({
  text: segments.map(({ text }) => text).join(""),
  after: "nothing"
})

/** A request in one piece, or in a few, cut anywhere; sometimes it never comes to its end. */
const cut = (random: Random, whole: string, after: Segment["after"]): ReadonlyArray<Segment> => {
  const text = random.once(25) ? whole.slice(0, random.between(1, whole.length)) : whole
  const pieces: Array<Segment> = []
  let rest = text
  for (let cuts = random.pick([0, 0, 0, 1, 2, 5]); cuts > 0 && rest.length > 1; cuts--) {
    const length = random.between(1, rest.length - 1)
    pieces.push({ text: rest.slice(0, length), after: "nothing" })
    rest = rest.slice(length)
  }
  pieces.push({ text: rest, after: "nothing" })
  return pieces.map((piece, index) => (index === 0 ? { ...piece, after } : piece))
}

const drawFaults = (random: Random): Faults => {
  if (random.once(6)) return noFaults
  const drawn = faultNames.map((name) => [name, random.once(2) ? random.between(1, 3) : 0])
  return Object.fromEntries(drawn) as Faults
}
