/** Mistakes in what is answered: order, bytes, heads. */
import type { Command } from "../../src/state-machine/command.ts"
import type { Event } from "../../src/state-machine/event.ts"
import type { ServerState } from "../../src/state-machine/server.ts"
import { type Fault, rewritten, sendingIn, without, wrapped } from "./fault.ts"

/** The same `Send` with its text parts changed; the first one of an answer begins with the head. */
export const retold = (change: (text: string) => string) =>
  rewritten((commands) =>
    commands.map((command): Command => {
      if (command._tag !== "Send") return command
      const parts = command.parts.map((part) =>
        part._tag === "Text" ? { ...part, text: change(part.text) } : part
      )
      return { ...command, parts }
    })
  )

/** Two whole heads that arrive together, the second one first. */
const swapped = (bytes: Uint8Array): Uint8Array => {
  const text = String.fromCharCode(...bytes)
  const heads = text.split("\r\n\r\n")
  const whole =
    heads.length === 3 &&
    heads[2] === "" &&
    heads.slice(0, 2).every((head) => head.startsWith("GET"))
  if (!whole) return bytes
  return Uint8Array.from(`${heads[1]}\r\n\r\n${heads[0]}\r\n\r\n`, (character) =>
    character.charCodeAt(0)
  )
}

type Sent = Extract<Event, { readonly _tag: "Sent" }>

const inFlightBytes = (state: ServerState, connection: number): number =>
  sendingIn(state, connection)?.inFlightBytes ?? 0

const unmissed = (state: ServerState, event: Sent): Sent =>
  inFlightBytes(state, event.connection) - event.bytes === 1
    ? { ...event, bytes: event.bytes + 1 }
    : event

const shortened = (command: Command): Command => {
  if (command._tag !== "Send") return command
  const last = command.parts.findLastIndex((part) => part._tag === "Slice" && part.lengthBytes > 1)
  const parts = command.parts.map((part, index) =>
    part._tag === "Slice" && index === last ? { ...part, lengthBytes: part.lengthBytes - 1 } : part
  )
  return { ...command, parts }
}

export const answers: ReadonlyArray<Fault> = [
  {
    id: "completion-order",
    kind: "order",
    sentence: "The answer that is ready first is sent first, whatever was asked first.",
    rule: "send/in-order",
    machine: wrapped((state, event, honest) =>
      honest(state, event._tag === "Received" ? { ...event, bytes: swapped(event.bytes) } : event)
    )
  },
  {
    id: "lost-partial-write",
    kind: "bytes",
    sentence: "A partial write is taken for a whole one.",
    rule: "send/partial-writes",
    machine: wrapped((state, event, honest) => {
      if (event._tag !== "Sent") return honest(state, event)
      const bytes = inFlightBytes(state, event.connection) || event.bytes
      return honest(state, { ...event, bytes })
    })
  },
  {
    id: "content-length-off-by-one",
    kind: "bytes",
    sentence: "Content-Length is one more than the body.",
    rule: "send/exact-bytes",
    machine: retold((text) =>
      text.startsWith("HTTP/1.1 200")
        ? text.replace(
            /Content-Length: (\d+)/,
            (_, digits: string) => `Content-Length: ${Number(digits) + 1}`
          )
        : text
    )
  },
  {
    id: "short-slice",
    kind: "bytes",
    sentence: "The last byte of each slice is not sent, and not missed.",
    rule: "send/exact-bytes",
    machine: wrapped((state, event, honest) => {
      const step = honest(state, event._tag === "Sent" ? unmissed(state, event) : event)
      return { ...step, commands: step.commands.map(shortened) }
    })
  },
  {
    id: "date-missing",
    kind: "loss",
    sentence: "Answers have no Date.",
    rule: "header/date",
    machine: retold((text) => text.replace(/^Date: .*\r\n/m, ""))
  },
  {
    id: "tag-always-strong",
    kind: "staleness",
    sentence: "The tag of a file that changed a moment ago is called strong.",
    rule: "header/etag-honest",
    machine: retold((text) => text.replace("ETag: W/", "ETag: "))
  },
  {
    id: "method-without-allow",
    kind: "loss",
    sentence: "405 does not say what is allowed.",
    rule: "header/allow",
    machine: retold((text) => text.replace(/^Allow: .*\r\n/m, ""))
  },
  {
    id: "short-answer-looks-whole",
    kind: "loss",
    sentence: "An answer that is cut short is closed as if it were whole.",
    rule: "accept/completes",
    machine: without((command) => command._tag === "Log" && command.record.rule !== "send/complete")
  }
]
