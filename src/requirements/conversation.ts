/**
 * What was said on each connection: the requests found in what came, the answers found in what was
 * handed to `Send`. Monitors of the wire build on this and on nothing of the machine's.
 */
import type { Command, Part } from "../state-machine/command.ts"
import type { ConnectionId, Event } from "../state-machine/event.ts"
import { RequestScan, type Request } from "./request-scan.ts"

export interface Answer {
  readonly connection: ConnectionId
  /** 0 for the first answer of its connection. */
  readonly number: number
  /** Undefined when the requests of the connection can no longer be told apart. */
  readonly request: Request | undefined
  /** 0 when the head can't be read. */
  readonly status: number
  /** Status line and fields, without the empty line. */
  readonly head: string
  /** By name in lower case; the first of each name. */
  readonly fields: ReadonlyMap<string, string>
  /** Bytes that must follow the head; undefined when the head does not say. */
  readonly promisedBytes: number | undefined
  readonly announcesClose: boolean
  /** The answer before it on this connection. */
  readonly before: { readonly status: number; readonly announcesClose: boolean } | undefined
  bodyBytes: number
}

/** Callbacks for answers. */
export interface AnswerHandlers {
  readonly begins?: (answer: Answer) => void
  /** `at`: bytes of the body before this part. */
  readonly continues?: (answer: Answer, part: Part, at: number) => void
  /** `whole`: every promised byte was handed over. Otherwise the connection ended first. */
  readonly ends?: (answer: Answer, whole: boolean) => void
}

export interface Conversation {
  readonly connection: ConnectionId
  readonly scan: RequestScan
  /** Requests without an answer yet, oldest first. */
  readonly waiting: Array<Request>
  answerCount: number
  /** The answer whose bytes are not all handed over. */
  current: Answer | undefined
  last: Answer | undefined
  /** Bytes of the last `Send` that were not `Sent`. */
  outstandingBytes: number
  finished: boolean
}

const statusLine = /^HTTP\/1\.1 ([1-5][0-9]{2}) /
/** A line that is too long to be read has no method. */
const bodyless = (status: number, method: string): boolean =>
  method === "HEAD" || status === 204 || status === 304 || (status >= 100 && status < 200)

const fieldsOf = (head: string): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>()
  for (const line of head.split("\r\n").slice(1)) {
    const colon = line.indexOf(":")
    const name = line.slice(0, colon).toLowerCase()
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
  return fields
}

/** An answer to HEAD can't be told from one that lacks its body while the requests are unknown. */
export const mayBeBare = (answer: Answer): boolean =>
  answer.request === undefined && answer.bodyBytes === 0

export const lengthOf = (part: Part): number =>
  part._tag === "Text" ? part.text.length : part.lengthBytes

export class Conversations {
  readonly open = new Map<ConnectionId, Conversation>()
  readonly #listeners: Array<AnswerHandlers> = []
  #sequence = 0

  listen(handlers: AnswerHandlers): void {
    this.#listeners.push(handlers)
  }

  seeEvent(event: Event, sequence: number): void {
    this.#sequence = sequence
    if (event._tag === "Accepted") this.open.set(event.connection, begun(event.connection))
    else if (event._tag === "Received") {
      const conversation = this.open.get(event.connection)
      // What comes after the end of our half asks for nothing any more.
      if (conversation && !conversation.finished)
        conversation.waiting.push(...conversation.scan.take(event.bytes, sequence))
    } else if (event._tag === "Sent") {
      const conversation = this.open.get(event.connection)
      if (conversation) conversation.outstandingBytes -= event.bytes
    } else if (event._tag === "PeerReset") this.#over(event.connection)
  }

  /** After the monitors saw the command: they compare it with what was before. */
  seeCommand(command: Command): void {
    if (command._tag === "Send") {
      const conversation = this.open.get(command.connection)
      if (conversation) this.#send(conversation, command.parts)
    } else if (command._tag === "Finish") {
      const conversation = this.open.get(command.connection)
      if (conversation) conversation.finished = true
    } else if (command._tag === "Close") this.#over(command.connection)
  }

  #send(conversation: Conversation, parts: ReadonlyArray<Part>): void {
    for (const part of parts) {
      conversation.outstandingBytes += lengthOf(part)
      const answer = this.#currentFor(conversation, part)
      if (answer === conversation.current) this.#carry(answer, part)
      else this.#begin(conversation, answer, part)
    }
    const answer = conversation.current
    if (answer && answer.promisedBytes !== undefined && answer.bodyBytes >= answer.promisedBytes)
      this.#end(conversation, true)
  }

  /** The answer that the part belongs to; a new one when none is open. */
  #currentFor(conversation: Conversation, part: Part): Answer {
    const current = conversation.current
    if (current && !(mayBeBare(current) && part._tag === "Text" && statusLine.test(part.text)))
      return current
    if (current) this.#end(conversation, true)
    return answerOf(conversation, part, this.#sequence)
  }

  #begin(conversation: Conversation, answer: Answer, part: Part): void {
    conversation.current = answer
    conversation.last = answer
    conversation.answerCount += 1
    for (const listener of this.#listeners) listener.begins?.(answer)
    const bodyFrom = part._tag === "Text" ? part.text.indexOf("\r\n\r\n") + 4 : 0
    if (part._tag === "Slice") this.#carry(answer, part)
    else if (bodyFrom >= 4 && bodyFrom < part.text.length)
      this.#carry(answer, { _tag: "Text", text: part.text.slice(bodyFrom) })
  }

  #carry(answer: Answer, part: Part): void {
    for (const listener of this.#listeners) listener.continues?.(answer, part, answer.bodyBytes)
    answer.bodyBytes += lengthOf(part)
  }

  #end(conversation: Conversation, whole: boolean): void {
    const answer = conversation.current
    conversation.current = undefined
    if (answer) for (const listener of this.#listeners) listener.ends?.(answer, whole)
  }

  #over(connection: ConnectionId): void {
    const conversation = this.open.get(connection)
    if (conversation?.current) this.#end(conversation, false)
    this.open.delete(connection)
  }
}

const begun = (connection: ConnectionId): Conversation => ({
  connection,
  scan: new RequestScan(),
  waiting: [],
  answerCount: 0,
  current: undefined,
  last: undefined,
  outstandingBytes: 0,
  finished: false
})

const answerOf = (conversation: Conversation, part: Part, sequence: number): Answer => {
  const text = part._tag === "Text" ? part.text : ""
  const end = text.indexOf("\r\n\r\n")
  const head = end < 0 ? text : text.slice(0, end)
  const status = Number(statusLine.exec(head)?.[1] ?? 0)
  const fields = fieldsOf(head)
  const request =
    conversation.waiting.shift() ??
    (conversation.scan.lost ? undefined : conversation.scan.unfinished(sequence))
  const length = fields.get("content-length")
  const declared = length !== undefined && /^[0-9]{1,15}$/.test(length) ? Number(length) : undefined
  return {
    connection: conversation.connection,
    number: conversation.answerCount,
    before: conversation.last && {
      status: conversation.last.status,
      announcesClose: conversation.last.announcesClose
    },
    request,
    status,
    head,
    fields,
    promisedBytes: bodyless(status, request?.method ?? "") ? 0 : declared,
    announcesClose: /(^|[ ,])close([ ,]|$)/i.test(fields.get("connection") ?? ""),
    bodyBytes: 0
  }
}
