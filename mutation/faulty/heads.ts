/** Mistakes in heads, and in what they make of a request. */
import type { Command } from "../../src/state-machine/command.ts"
import type { PhaseOf } from "../../src/state-machine/connection.ts"
import type { Event } from "../../src/state-machine/event.ts"
import type { ServerState } from "../../src/state-machine/server.ts"
import { retold } from "./answers.ts"
import { connectionIn, type Fault, sendingIn, withConnection, wrapped } from "./fault.ts"

const isHead = (command: Command): command is Extract<Command, { readonly _tag: "Send" }> =>
  command._tag === "Send" &&
  command.parts.some((part) => part._tag === "Text" && part.text.startsWith("HTTP/1.1 "))

/** One byte of body behind heads that must have none. */
const bodied = (when: (phase: PhaseOf<"Send">) => boolean) =>
  wrapped((state, event, honest) => {
    const step = honest(state, event)
    let after = step.state
    const commands = step.commands.map((command): Command => {
      if (!isHead(command)) return command
      const connection = connectionIn(after, command.connection)
      const phase = sendingIn(after, command.connection)
      if (connection === undefined || phase === undefined || !when(phase)) return command
      const longer = { ...phase, inFlightBytes: phase.inFlightBytes + 1 }
      after = withConnection(after, { ...connection, phase: longer })
      return { ...command, parts: [...command.parts, { _tag: "Text", text: "\n" }] }
    })
    return { ...step, state: after, commands }
  })

/** `bytes=0-09` means the same as `bytes=0-9`: a number keeps its length. */
const endExcluded = (bytes: Uint8Array): Uint8Array => {
  const text = String.fromCharCode(...bytes).replaceAll(
    /([-=, ]+)(\d+)-(\d+)/g,
    (whole, before: string, first: string, last: string) =>
      Number(last) > Number(first)
        ? `${before}${first}-${String(Number(last) - 1).padStart(last.length, "0")}`
        : whole
  )
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

const wholeRequest = /^GET [^]*\r\n\r\n$/

const doubled = (bytes: Uint8Array): Uint8Array =>
  wholeRequest.test(String.fromCharCode(...bytes)) ? Uint8Array.of(...bytes, ...bytes) : bytes

const relocated = (change: (path: string, state: ServerState, event: Event) => string) =>
  wrapped((state, event, honest) => {
    const step = honest(state, event)
    const commands = step.commands.map((command): Command => {
      if (command._tag !== "Submit" || command.job._tag !== "Locate") return command
      const path = change(command.job.path, step.state, event)
      return { ...command, job: { ...command.job, path } }
    })
    return { ...step, commands }
  })

const queryOf = (state: ServerState, event: Event): string => {
  const phase = "connection" in event ? connectionIn(state, event.connection)?.phase : undefined
  return phase?._tag === "Find" && phase.request.query !== "" ? `?${phase.request.query}` : ""
}

export const heads: ReadonlyArray<Fault> = [
  {
    id: "head-with-body",
    kind: "bytes",
    sentence: "An answer to HEAD has a body.",
    rule: "send/head-without-body",
    machine: bodied(({ exchange }) => exchange.request.method === "HEAD")
  },
  {
    id: "not-modified-with-body",
    kind: "bytes",
    sentence: "A 304 has a body.",
    rule: "send/head-without-body",
    machine: bodied(({ exchange }) => exchange.answer.status === 304)
  },
  {
    id: "range-end-excluded",
    kind: "bytes",
    sentence: "The end of a range is taken for the first byte that is not wanted.",
    rule: "header/range",
    machine: wrapped((state, event, honest) =>
      honest(
        state,
        event._tag === "Received" ? { ...event, bytes: endExcluded(event.bytes) } : event
      )
    )
  },
  {
    id: "content-range-off-by-one",
    kind: "bytes",
    sentence: "Content-Range names the first byte after the range as its last.",
    rule: "header/coherent",
    machine: retold((text) =>
      text.replace(
        /(Content-Range: bytes \d+-)(\d+)/,
        (_, first: string, last: string) => `${first}${Number(last) + 1}`
      )
    )
  },
  {
    id: "modified-now",
    kind: "coherence",
    sentence: "Last-Modified is the time of the answer.",
    rule: "header/last-modified",
    machine: retold((text) => {
      const [, date = ""] = /^Date: (.*)\r$/m.exec(text) ?? []
      return text.replace(/^Last-Modified: .*\r$/m, `Last-Modified: ${date}\r`)
    })
  },
  {
    id: "close-ignored",
    kind: "duplication",
    sentence: "After an answer that announced the end, the next request is answered as well.",
    rule: "send/close-announced",
    machine: wrapped((state, event, honest) => {
      const connection = event._tag === "Sent" ? connectionIn(state, event.connection) : undefined
      if (connection?.phase._tag !== "Send") return honest(state, event)
      const phase = { ...connection.phase, persistence: "keep" } as const
      return honest(withConnection(state, { ...connection, phase }), event)
    })
  },
  {
    id: "refusal-goes-on",
    kind: "order",
    sentence: "After a request that was not understood, the next one is looked for behind it.",
    rule: "read/no-smuggling",
    machine: retold((text) =>
      text.startsWith("HTTP/1.1 400") ? text.replace("Connection: close\r\n", "") : text
    )
  },
  {
    id: "request-twice",
    kind: "duplication",
    sentence: "A request that came in one piece is read twice, and answered twice.",
    rule: "send/one-answer",
    machine: wrapped((state, event, honest) =>
      honest(state, event._tag === "Received" ? { ...event, bytes: doubled(event.bytes) } : event)
    )
  },
  {
    id: "space-stays-encoded",
    kind: "coherence",
    sentence: "A space in a name is not decoded.",
    rule: "find/decoded-once",
    machine: relocated((path) => path.replaceAll(" ", "%20"))
  },
  {
    id: "query-in-name",
    kind: "coherence",
    sentence: "The query is taken for a part of the name.",
    rule: "find/query-ignored",
    machine: relocated((path, state, event) => path + queryOf(state, event))
  }
]
