/** Heads of answers: their form, their fields, and that they tell the truth about the file. */
import type { FileFacts } from "../../state-machine/event.ts"
import type { Answer } from "../conversation.ts"
import type { MonitorFactory } from "../monitor.ts"
import { secondsOf } from "./http-date.ts"

const statusLine = /^HTTP\/1\.1 [1-5][0-9]{2} [\t -~]*$/
const fieldLine = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+: ?[\t -~\x80-\xff]*$/

/** The lines of a head that are not as they should be. */
const badLine = (head: string): string | undefined => {
  const [first = "", ...fields] = head.split("\r\n")
  return statusLine.test(first) ? fields.find((line) => !fieldLine.test(line)) : first
}

const countOf = (head: string, name: string): number =>
  head.toLowerCase().split(`\r\n${name}:`).length - 1

export const form: MonitorFactory = {
  rules: ["header/safe-fields", "header/content-length", "header/allow", "read/expect-continue"],
  start: ({ gauge }) => {
    const safe = gauge("header/safe-fields")
    const length = gauge("header/content-length")
    const allow = gauge("header/allow")
    const final = gauge("read/expect-continue")
    return {
      answer: {
        begins: ({ head, status, fields, request }) => {
          const bad = badLine(head)
          safe.check(bad === undefined, () => `a head holds the line ${JSON.stringify(bad)}`)
          final.check(status === 0 || status >= 200, () => `an answer with status ${status}`)
          const lengths = countOf(head, "content-length")
          const optional = status === 304 && lengths === 0
          const wanted = status === 204 ? 0 : 1
          const digits = wanted === 0 || /^[0-9]+$/.test(fields.get("content-length") ?? "")
          length.check(
            optional || (lengths === wanted && digits),
            () => `a ${status} has ${lengths} Content-Length: ${fields.get("content-length")}`
          )
          length.check(!fields.has("transfer-encoding"), () => "an answer has Transfer-Encoding")
          if (status !== 405 && request?.method !== "OPTIONS") return
          if (status >= 400 && status !== 405) return
          allow.check(
            fields.get("allow") === "GET, HEAD, OPTIONS",
            () => `a ${status} says Allow: ${fields.get("allow")}`
          )
        }
      }
    }
  }
}

export const dates: MonitorFactory = {
  rules: ["header/date", "header/last-modified"],
  start: ({ gauge }) => {
    const date = gauge("header/date")
    const modified = gauge("header/last-modified")
    let nowSeconds = 0
    const clock = ({ unixSeconds }: { readonly unixSeconds: number }): void => {
      nowSeconds = unixSeconds
    }
    return {
      event: { Started: clock, ClockTicked: clock },
      answer: {
        begins: ({ status, fields }) => {
          const text = fields.get("date")
          const seconds = text === undefined ? undefined : secondsOf(text)
          date.check(
            seconds === nowSeconds,
            () => `a ${status} says Date: ${text} at second ${nowSeconds}`
          )
          const last = fields.get("last-modified")
          if (last === undefined) return
          const lastSeconds = secondsOf(last)
          modified.check(
            lastSeconds !== undefined && lastSeconds <= nowSeconds,
            () => `a ${status} says Last-Modified: ${last} at second ${nowSeconds}`
          )
        }
      }
    }
  }
}

/** All that helpers reported, by path and version. */
class Facts {
  readonly #facts = new Map<string, FileFacts>()
  readonly #byTag = new Map<string, Array<FileFacts>>()

  /** Their time was in the future when they were reported, so an answer may say an earlier one. */
  readonly future = new WeakSet<FileFacts>()

  learn(facts: FileFacts, nowSeconds: number): void {
    if (facts.modifiedSeconds > nowSeconds) this.future.add(facts)
    const key = `${facts.path} ${facts.version} ${facts.settled}`
    if (this.#facts.has(key)) return
    this.#facts.set(key, facts)
    const tagged = this.#byTag.get(facts.version) ?? []
    tagged.push(facts)
    this.#byTag.set(facts.version, tagged)
  }

  of(path: string, version: string): ReadonlyArray<FileFacts> {
    return [true, false].flatMap(
      (settled) => this.#facts.get(`${path} ${version} ${settled}`) ?? []
    )
  }

  /** Facts that the entity tag may stand for. */
  tagged(etag: string): ReadonlyArray<FileFacts> {
    const version = etag.replace(/^W\//, "").slice(1, -1)
    return (this.#byTag.get(version) ?? []).filter(
      ({ settled }) => settled || etag.startsWith("W/")
    )
  }
}

/** The size of the whole file that the head speaks of; undefined when it doesn't say. */
const sizeIn = ({ status, fields }: Answer): number | undefined => {
  if (status === 200) return Number(fields.get("content-length") ?? Number.NaN)
  const size = /\/([0-9]+)$/.exec(fields.get("content-range") ?? "")?.[1]
  return size === undefined ? undefined : Number(size)
}

export const truth: MonitorFactory = {
  rules: ["header/coherent", "header/etag-honest", "header/last-modified"],
  start: ({ gauge }) => {
    const coherent = gauge("header/coherent")
    const honest = gauge("header/etag-honest")
    const modified = gauge("header/last-modified")
    const known = new Facts()
    const aboutFile = (answer: Answer): boolean =>
      (answer.status === 200 || answer.status === 206 || answer.status === 304) &&
      answer.fields.has("etag")
    const first = (answer: Answer): void => {
      const etag = answer.fields.get("etag") ?? ""
      const candidates = known.tagged(etag)
      honest.check(
        candidates.length > 0,
        () => `ETag ${etag} is strong for a file that has not rested, or stands for no version`
      )
      const size = sizeIn(answer)
      coherent.check(
        candidates.some(({ sizeBytes }) => size === undefined || sizeBytes === size),
        () => `the head of ${etag} speaks of ${size} bytes`
      )
      const text = answer.fields.get("last-modified") ?? ""
      const seconds = secondsOf(text)
      modified.check(
        candidates.some((facts) => facts.modifiedSeconds === seconds || known.future.has(facts)),
        () => `Last-Modified ${text} is not the time of ${etag}`
      )
    }
    let nowSeconds = 0
    const clock = ({ unixSeconds }: { readonly unixSeconds: number }): void => {
      nowSeconds = unixSeconds
    }
    return {
      event: {
        Started: clock,
        ClockTicked: clock,
        Notified: ({ outcome }) => {
          if (outcome._tag === "Found") known.learn(outcome.facts, nowSeconds)
        }
      },
      answer: {
        begins: (answer) => {
          if (aboutFile(answer)) first(answer)
        },
        continues: (answer, part) => {
          if (part._tag === "Text") return
          const etag = answer.fields.get("etag") ?? ""
          coherent.check(
            known.of(part.path, part.version).some((facts) => known.tagged(etag).includes(facts)),
            () => `bytes of ${part.path} in version ${part.version} follow the head of ${etag}`
          )
        }
      }
    }
  }
}
