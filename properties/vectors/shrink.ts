/** Makes a course as short and as plain as it can be while its last step stays the one that is wanted. */
import { latin1 } from "../../src/state-machine/octets.ts"
import { vectorSettings } from "../../src/conformance/vectors/settings.ts"
import type { Settings } from "../../src/state-machine/limits.ts"
import { type Course, type Loose, walk, type Walked } from "./course.ts"

/** Whether a walked course still ends in the step that is wanted. */
export type Wanted = (walked: Walked) => boolean

export const shrink = (start: Course, wanted: Wanted): Course => {
  const holds = (course: Course): boolean => {
    const walked = walk(course)
    return walked !== undefined && !walked.choice && wanted(walked)
  }
  let course = start
  for (;;) {
    const before = JSON.stringify(course)
    for (const pass of [plainSettings, fewerEvents, fewerBytes, fewerReads, plainCuts, plainEvents])
      course = pass(course, holds)
    if (JSON.stringify(course) === before) return renamed(course, holds)
  }
}

type Pass = (course: Course, holds: (course: Course) => boolean) => Course

const plainSettings: Pass = (course, holds) => {
  const plain = { ...course, settings: vectorSettings }
  if (holds(plain)) return plain
  let { settings } = course
  const plainPolicy = { ...settings, policy: vectorSettings.policy }
  if (holds({ ...course, settings: plainPolicy })) settings = plainPolicy
  for (const name of Object.keys(vectorSettings.limits) as Array<keyof Settings["limits"]>) {
    const limits = { ...settings.limits, [name]: vectorSettings.limits[name] }
    if (limits[name] === settings.limits[name]) continue
    if (holds({ ...course, settings: { ...settings, limits } })) settings = { ...settings, limits }
  }
  return { ...course, settings }
}

/** The last event is the one that it is about; all before it may go, many at once or one by one. */
const fewerEvents: Pass = (course, holds) => {
  let { events } = course
  for (let size = events.length; size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < events.length - 1;) {
      const fewer = [
        ...events.slice(0, start),
        ...events.slice(Math.min(start + size, events.length - 1))
      ]
      if (fewer.length < events.length && holds({ ...course, events: fewer })) events = fewer
      else start += size
    }
  }
  return withoutConnections({ ...course, events }, holds)
}

const connectionIn = (event: Loose): number | undefined => {
  if ("connection" in event) return event.connection
  return event._tag === "TimerFired" && event.timer._tag === "Connection"
    ? event.timer.connection
    : undefined
}

/** All of one connection at once: what it did may have come in many pieces that only go together. */
const withoutConnections: Pass = (course, holds) => {
  let { events } = course
  for (const id of new Set(events.map(connectionIn))) {
    if (id === undefined) continue
    const fewer = events.filter((event) => connectionIn(event) !== id)
    if (fewer.length < events.length && holds({ ...course, events: fewer })) events = fewer
  }
  return { ...course, events }
}

const replacedAt = (course: Course, index: number, event: Loose): Course => ({
  ...course,
  events: course.events.with(index, event)
})

const received = (event: Loose | undefined) => (event?._tag === "Received" ? event : undefined)

/** What a request may be replaced by: shorter, and still something that people read as a request. */
const plainer = (text: string): ReadonlyArray<string> => {
  const lines = text.split("\r\n")
  const shorter = lines.map((_, index) => lines.filter((__, other) => other !== index).join("\r\n"))
  const [first = "", ...rest] = lines
  const [method = "", target = "", version = ""] = first.split(" ")
  const retargeted =
    version === "" || target.length <= 2
      ? []
      : ["/", "/a", `/${"x".repeat(Math.max(0, target.length >> 1))}`].map((path) =>
          [`${method} ${path} ${version}`, ...rest].join("\r\n")
        )
  const plainMethod = method === "HEAD" ? [text.replace("HEAD", "GET")] : []
  const halves = [text.slice(0, text.length >> 1), text.slice(text.length >> 1)]
  return [...shorter, ...retargeted, ...plainMethod, ...(version === "" ? halves : [])].filter(
    (other) => other !== "" && other.length < text.length
  )
}

const octets = (text: string): Uint8Array => Uint8Array.from(text, (each) => each.charCodeAt(0))

const fewerBytes: Pass = (start, holds) => {
  let course = start
  for (let index = 0; index < course.events.length; index++) {
    for (let again = true; again;) {
      const event = received(course.events[index])
      if (event === undefined) break
      const found = plainer(latin1(event.bytes))
        .map((text) => replacedAt(course, index, { ...event, bytes: octets(text) }))
        .find(holds)
      again = found !== undefined
      course = found ?? course
    }
  }
  return course
}

/** Bytes that came in two reads come in one. */
const fewerReads: Pass = (start, holds) => {
  let course = start
  for (let index = 0; index < course.events.length; index++) {
    const first = received(course.events[index])
    if (first === undefined) continue
    const next = course.events.findIndex(
      (event, at) => at > index && received(event)?.connection === first.connection
    )
    const second = received(course.events[next])
    if (second === undefined) continue
    const bytes = octets(latin1(first.bytes) + latin1(second.bytes))
    const merged = course.events.toSpliced(next, 1).with(index, { ...first, bytes })
    const latest = course.events.toSpliced(index, 1).with(next - 1, { ...second, bytes })
    const found = [merged, latest].map((events) => ({ ...course, events })).find(holds)
    course = found ?? course
  }
  return course
}

const isLineEnd = (text: string): boolean => text.endsWith("\r\n")

/** A cut inside a line moves to the end of one, if that shows the same. */
const plainCuts: Pass = (start, holds) => {
  let course = start
  for (let index = 0; index < course.events.length - 1; index++) {
    const first = received(course.events[index])
    const second = received(course.events[index + 1])
    if (first === undefined || second?.connection !== first.connection) continue
    if (isLineEnd(latin1(first.bytes))) continue
    const text = latin1(first.bytes) + latin1(second.bytes)
    const found = [...text.matchAll(/\r\n/g)]
      .map((match) => match.index + 2)
      .filter((end) => end < text.length)
      .map((end) =>
        replacedAt(
          replacedAt(course, index, { ...first, bytes: octets(text.slice(0, end)) }),
          index + 1,
          { ...second, bytes: octets(text.slice(end)) }
        )
      )
      .find(holds)
    course = found ?? course
  }
  return course
}

/** Plain numbers where others do as well. */
const plainEvents: Pass = (start, holds) => {
  let course = start
  for (const [index, event] of start.events.entries()) {
    const simpler: ReadonlyArray<Loose> =
      event._tag === "Taken"
        ? [
            { ...event, bytes: "rest" },
            { ...event, bytes: 1 }
          ]
        : event._tag === "HelperLost" || event._tag === "AcceptFailed"
          ? [{ ...event, reason: "gone" }]
          : []
    const found = simpler.map((each) => replacedAt(course, index, each)).find(holds)
    if (found !== undefined) course = found
  }
  return course
}

/** Connections are numbered 1, 2, 3 … as they come. */
const renamed: Pass = (course, holds) => {
  const order = course.events.flatMap((event) =>
    event._tag === "Accepted" ? [event.connection] : []
  )
  const named = (id: number): number => order.indexOf(id) + 1
  const events = course.events.map((event): Loose => {
    if ("connection" in event) return { ...event, connection: named(event.connection) }
    if (event._tag !== "TimerFired" || event.timer._tag !== "Connection") return event
    return { ...event, timer: { _tag: "Connection", connection: named(event.timer.connection) } }
  })
  const result = { ...course, events }
  return holds(result) ? result : course
}
