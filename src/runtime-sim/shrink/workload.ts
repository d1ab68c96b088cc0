/** What can be left out of a workload, or put back to what is usual. Each pass offers candidates. */
import { defaultLimits, limitsBroken, type Limits } from "../../state-machine/limits.ts"
import {
  faultNames,
  noFaults,
  type ClientScript,
  type File,
  type Segment,
  type Workload
} from "../workload.ts"
import { ddmin } from "./ddmin.ts"

/** Takes a simpler workload if it still fails, and says whether it did. */
export type Offer = (workload: Workload) => boolean

/** Works on the workload that was accepted last. */
export type WorkloadPass = (workload: Workload, offer: Offer) => void

const clients: WorkloadPass = (workload, offer) =>
  void ddmin(workload.clients, (fewer) => offer({ ...workload, clients: fewer }))

const files: WorkloadPass = (workload, offer) =>
  void ddmin(workload.files, (fewer) => offer({ ...workload, files: fewer }))

/** A limit goes back to its default. Limits that contradict each other are no workload. */
const limits: WorkloadPass = (workload, offer) => {
  const own = (Object.keys(defaultLimits) as ReadonlyArray<keyof Limits>).filter(
    (name) => workload.settings.limits[name] !== defaultLimits[name]
  )
  ddmin(own, (fewer) => {
    const kept = fewer.map((name) => [name, workload.settings.limits[name]])
    const limits: Limits = { ...defaultLimits, ...Object.fromEntries(kept) }
    const settings = { ...workload.settings, limits }
    return limitsBroken(limits).length === 0 && offer({ ...workload, settings })
  })
}

/** Each fault is an item, so classes go first and counts after them. */
const faults: WorkloadPass = (workload, offer) => {
  const all = faultNames.flatMap((name) => Array<typeof name>(workload.faults[name]).fill(name))
  ddmin(all, (fewer) => {
    const counts = { ...noFaults }
    for (const name of fewer) counts[name] += 1
    return offer({ ...workload, faults: counts })
  })
}

const usual: ReadonlyArray<Partial<Workload>> = [
  { drain: "never" },
  { descriptorsMax: 64 },
  { sendBufferBytes: 65_536 }
]

const surroundings: WorkloadPass = (workload, offer) => {
  let current = workload
  for (const parts of usual) {
    const simpler = { ...current, ...parts }
    if (!same(simpler, current) && offer(simpler)) current = simpler
  }
}

/** Runs a pass over each client in turn. */
const eachClient =
  (pass: (client: ClientScript, offer: (client: ClientScript) => boolean) => void): WorkloadPass =>
  (workload, offer) => {
    let current = workload
    for (const { id } of workload.clients) {
      const client = current.clients.find((each) => each.id === id)
      if (client === undefined) continue
      pass(client, (simpler) => {
        const clients = current.clients.map((each) => (each.id === id ? simpler : each))
        const candidate = { ...current, clients }
        if (!offer(candidate)) return false
        current = candidate
        return true
      })
    }
  }

const segments = eachClient((client, offer) => {
  ddmin(client.segments, ([first, ...rest]) =>
    // Nothing can come before the first one, for which it would wait.
    offer({ ...client, segments: first ? [{ ...first, after: "nothing" }, ...rest] : [] })
  )
})

const joins = eachClient((client, offer) => {
  let current = client.segments
  for (let index = current.length - 2; index >= 0; index--) {
    const [first, second] = [current[index], current[index + 1]]
    if (first === undefined || second === undefined) continue
    const joined = { ...first, text: first.text + second.text }
    const candidate = current.toSpliced(index, 2, joined)
    if (offer({ ...client, segments: candidate })) current = candidate
  }
})

const manners = eachClient((client, offer) => {
  let current = client
  const offers: ReadonlyArray<Partial<ClientScript>> = [
    { end: "half-closes" },
    { takesBytesMax: 65_536 },
    { segments: client.segments.map(({ text }) => ({ text, after: "nothing" })) }
  ]
  for (const parts of offers) {
    const simpler = { ...current, ...parts }
    if (!same(simpler, current) && offer(simpler)) current = simpler
  }
})

const texts = eachClient((client, offer) => {
  let { segments } = client
  for (const index of segments.keys()) {
    const accepts = (text: string): boolean => {
      const segment = segments[index]
      if (segment === undefined || text === "") return false
      const candidate: ReadonlyArray<Segment> = segments.with(index, { ...segment, text })
      if (!offer({ ...client, segments: candidate })) return false
      segments = candidate
      return true
    }
    const text = segments[index]?.text ?? ""
    // Most failures need some request, and any will do.
    const [path = "/"] = / (\/[^ ]*) /.exec(text)?.slice(1) ?? []
    const plainest = requestFor(path)
    if (plainest.length < text.length && accepts(plainest)) continue
    const lines = ddmin(text.split("\r\n"), (fewer) => accepts(fewer.join("\r\n")))
    halve(lines.join("\r\n"), accepts)
  }
})

const repeated = /([^\d])\1{7,}/

/** Long runs of one character get shorter as long as it does no harm. */
const halve = (text: string, accepts: (text: string) => boolean): void => {
  let current = text
  for (let match = repeated.exec(current); match !== null; match = repeated.exec(current)) {
    const half = match[0].slice(match[0].length >> 1)
    const shorter = current.replace(match[0], half)
    if (!accepts(shorter)) return
    current = shorter
  }
}

const contents: WorkloadPass = (workload, offer) => {
  let current = workload
  for (const { path } of workload.files)
    for (const parts of simplerFiles(workload)) {
      const files = current.files.map((file) => (file.path === path ? { ...file, ...parts } : file))
      const grows = parts.sizeBytes !== undefined && sizeOf(current, path) <= parts.sizeBytes
      const candidate = { ...current, files }
      if (!grows && !same(candidate, current) && offer(candidate)) current = candidate
    }
}

const simplerFiles = ({
  startUnixSeconds,
  settings: { limits }
}: Workload): ReadonlyArray<Partial<File>> => [
  { sizeBytes: 0 },
  { sizeBytes: 1 },
  { sizeBytes: limits.chunkBytes + 1 },
  { sizeBytes: 64 },
  { modifiedSeconds: startUnixSeconds - 100_000 }
]

const sizeOf = ({ files }: Workload, path: string): number =>
  files.find((file) => file.path === path)?.sizeBytes ?? 0

const same = (first: unknown, second: unknown): boolean =>
  JSON.stringify(first) === JSON.stringify(second)

/** Few make a short run: of connections, of helpers, of what is kept, of what is sent at once. */
const fewest: ReadonlyArray<Partial<Limits>> = [
  { connectionsMax: 1 },
  { overloadMax: 1 },
  { overloadMax: 0 },
  { helpersMin: 1, helpersMax: 1 },
  { helpersMin: 0 },
  { helpersHungMax: 0 },
  { queueMax: 1 },
  { triesMax: 1 },
  { namesMax: 1 },
  { chunkBytes: 1 },
  { contentBytesMax: 1, cacheableBytesMax: 1 }
]

const tighten: WorkloadPass = (workload, offer) => {
  let current = workload
  for (const parts of fewest) {
    const limits: Limits = { ...current.settings.limits, ...parts }
    const candidate = { ...current, settings: { ...current.settings, limits } }
    if (limitsBroken(limits).length === 0 && !same(candidate, current) && offer(candidate))
      current = candidate
  }
}

const ends = eachClient((client, offer) => {
  for (const end of ["leaves", "resets", "waits"] as const)
    if (client.end !== end && offer({ ...client, end })) return
})

/** One request in one piece, for each name that is there or was asked for. */
const plain: WorkloadPass = (workload, offer) => {
  const asked = workload.clients.flatMap(({ segments }) =>
    [
      ...segments
        .map(({ text }) => text)
        .join("")
        .matchAll(/ (\/[^ ]*) HTTP/g)
    ].map(([, path]) => path)
  )
  const paths = new Set([...workload.files.map(({ path }) => path), ...asked])
  eachClient((client, take) => {
    for (const path of paths)
      if (take({ ...client, segments: [{ text: requestFor(path ?? "/"), after: "nothing" }] }))
        return
  })(workload, offer)
}

const requestFor = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`

/** What makes nothing simpler, and is worth it only where the run becomes shorter. */
export const shortcuts: ReadonlyArray<WorkloadPass> = [tighten, ends, plain]

/** What can be left out altogether. */
export const removals: ReadonlyArray<WorkloadPass> = [clients, segments, files, faults]

/** What can become simpler. */
export const simplifications: ReadonlyArray<WorkloadPass> = [
  limits,
  surroundings,
  joins,
  manners,
  texts,
  contents
]
