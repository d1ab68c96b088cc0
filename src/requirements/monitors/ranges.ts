/** Ranges: each slice is what the head, or the head of its part, promises; and they are bounded. */
import type { Part } from "../../state-machine/command.ts"
import type { Answer } from "../conversation.ts"
import type { MonitorFactory } from "../monitor.ts"

interface Progress {
  /** Next byte of the file that must come; undefined between the parts of a multipart body. */
  next: number | undefined
  /** First byte after the range. */
  end: number
  ranges: number
  bytes: number
  size: number
}

const rangeIn = /Content-Range: bytes ([0-9]+)-([0-9]+)\/([0-9]+)\r\n/gi

const started = (answer: Answer): Progress => {
  const [range] = [...`${answer.head}\r\n`.matchAll(rangeIn)]
  if (answer.status === 206 && range) {
    const [, first, last, size] = range
    return { next: Number(first), end: Number(last) + 1, ranges: 1, bytes: 0, size: Number(size) }
  }
  const whole = answer.promisedBytes ?? 0
  return answer.status === 206
    ? { next: undefined, end: 0, ranges: 0, bytes: 0, size: Infinity }
    : { next: 0, end: whole, ranges: 1, bytes: 0, size: whole }
}

const oneRange = /^range:[ \t]*bytes=([0-9]{1,9})-([0-9]{0,9})[ \t]*$/im

/** First byte and end of the one range that was asked for; `undefined` unless it is as plain as that. */
const wantedOf = (
  { status, request }: Answer,
  { ranges, size }: Progress
): readonly [number, number] | undefined => {
  const [, first = "", last = ""] = oneRange.exec(request?.fields ?? "") ?? []
  if (status !== 206 || ranges !== 1 || first === "") return undefined
  return [Number(first), last === "" ? size : Math.min(Number(last) + 1, size)]
}

export const ranges: MonitorFactory = {
  rules: ["header/range", "header/coherent", "header/ranges-bounded"],
  start: ({ gauge, settings: { limits } }) => {
    const asked = gauge("header/range")
    const coherent = gauge("header/coherent")
    const bounded = gauge("header/ranges-bounded")
    const inProgress = new WeakMap<Answer, Progress>()
    const text = (progress: Progress, body: string): void => {
      for (const [, first, last, size] of body.matchAll(rangeIn)) {
        coherent.check(
          progress.next === undefined || progress.next === progress.end,
          () => `a part begins at ${progress.next}, before the last one ended at ${progress.end}`
        )
        progress.next = Number(first)
        progress.end = Number(last) + 1
        progress.size = Number(size)
        progress.ranges += 1
      }
    }
    const slice = (progress: Progress, part: Extract<Part, { _tag: "Slice" }>): void => {
      coherent.check(
        part.offset === progress.next && part.offset + part.lengthBytes <= progress.end,
        () =>
          `bytes from ${part.offset} on are sent where ${progress.next} to ${progress.end} are promised`
      )
      progress.next = part.offset + part.lengthBytes
      progress.bytes += part.lengthBytes
    }
    return {
      answer: {
        begins: (answer) => {
          if (answer.status !== 200 && answer.status !== 206) return
          const progress = started(answer)
          inProgress.set(answer, progress)
          const wanted = wantedOf(answer, progress)
          if (wanted === undefined) return
          const [first, end] = wanted
          asked.check(
            progress.next === first && progress.end === end,
            () =>
              `bytes ${first} to ${end} are asked for, and ${progress.next} to ${progress.end} sent`
          )
        },
        continues: (answer, part) => {
          const progress = inProgress.get(answer)
          if (!progress) return
          if (part._tag === "Slice") slice(progress, part)
          else if (answer.status === 206) text(progress, part.text)
        },
        ends: (answer, whole) => {
          const progress = inProgress.get(answer)
          if (!progress || answer.status !== 206 || !whole) return
          coherent.check(
            progress.next === progress.end,
            () => `the last range ends at ${progress.next} and not at ${progress.end}`
          )
          bounded.check(
            progress.ranges <= limits.rangesMax && progress.bytes <= progress.size,
            () => `${progress.ranges} ranges with ${progress.bytes} bytes of ${progress.size}`
          )
        }
      }
    }
  }
}
