/** One connection of the twin: requests out of octets, and answers in their order. */
import type { Peer, Visit } from "../network.ts"
import { answerTo, type Shelf } from "./answering.ts"
import { type BodyEnd, chunkedEnd } from "./body.ts"
import type { Manners, Phase } from "./manners.ts"
import { type Answer, explained, reasonOf, Refusal, type Request, valueOf } from "./message.ts"

/** Loose on purpose: whether the line is right is decided by who reads the whole head. */
const looksLikeRequest = /^\S+ .* ?http\/[\d.]*$/i

type Head = { readonly text: string; readonly end: number } | "more" | Refusal

export class Conversation implements Visit {
  readonly #peer: Peer
  readonly #manners: Manners
  readonly #shelf: Shelf
  #pending: Buffer = Buffer.alloc(0)
  #request: Request | undefined
  /** Of its body. */
  #missingBytes = 0
  #isOver = false
  #stopTimer: () => void = () => {}

  constructor(peer: Peer, manners: Manners, shelf: Shelf) {
    this.#peer = peer
    this.#manners = manners
    this.#shelf = shelf
    this.#startTimer("head")
  }

  readonly received = (bytes: Buffer): void => {
    // What comes behind the last answer is read and dropped, or a reset would destroy that answer.
    if (this.#isOver) return
    if (this.#manners.isPatient) this.#startTimer("head")
    if (this.#pending.length === 0 && this.#request === undefined) this.#startTimer("head")
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    while (!this.#isOver && this.#goesOn());
  }

  readonly ended = (): void => {
    if (!this.#isOver) this.#end()
  }

  readonly gone = (): void => {
    this.#isOver = true
    this.#stopTimer()
  }

  #startTimer(phase: Phase): void {
    this.#stopTimer()
    const { limitMillis, isLimited } = this.#manners
    const isStalled = () => this.#peer.unreadBytes() > 0
    const expire = (): void => {
      if (!isLimited(isStalled() ? "send" : phase)) return
      if (isStalled()) this.#peer.abort()
      this.#end()
    }
    this.#stopTimer = this.#peer.after(limitMillis, expire)
  }

  #end(): void {
    this.#isOver = true
    this.#stopTimer()
    if (this.#manners.closes) this.#peer.finish()
  }

  /** False when more octets are needed. */
  #goesOn(): boolean {
    if (this.#request !== undefined) return this.#takeBody(this.#request)
    const head = this.#head()
    if (head === "more") return false
    const read = head instanceof Refusal ? head : this.#manners.read(this.#manners.heard(head.text))
    if (read instanceof Refusal) {
      this.#refuse(read.status, this.#pending.toString("latin1", 0, 5) === "HEAD ")
      return false
    }
    if (!(head instanceof Refusal)) this.#pending = this.#pending.subarray(head.end)
    this.#request = read
    this.#missingBytes = read.bodyLength === "chunked" ? 0 : read.bodyLength
    const awaitsBody = this.#bodyEnd(read) === "more"
    if (awaitsBody) this.#startTimer("body")
    const isExpected = valueOf(read.lines, "expect") !== undefined
    if (awaitsBody && isExpected && this.#manners.saysContinue(read))
      this.#peer.write(Buffer.from("HTTP/1.1 100 Continue\r\n\r\n"))
    return true
  }

  #head(): Head {
    const { requestLineBytesMax, headBytesMax, bareLineFeedIs } = this.#manners
    while (this.#pending.toString("latin1", 0, 2) === "\r\n")
      this.#pending = this.#pending.subarray(2)
    const text = this.#pending.toString("latin1", 0, headBytesMax + 4)
    const end = text.indexOf("\r\n\r\n")
    const heads = end === -1 ? text : text.slice(0, end + 2)
    if (/(^|[^\r])\n/.test(heads)) return bareLineFeedIs === "refused" ? new Refusal(400) : "more"
    const lineEnd = text.indexOf("\r\n")
    if (lineEnd > requestLineBytesMax || (lineEnd === -1 && text.length > requestLineBytesMax))
      return new Refusal(414)
    if (lineEnd !== -1 && !looksLikeRequest.test(text.slice(0, lineEnd))) return new Refusal(400)
    if (end !== -1 && end <= headBytesMax) return { text: text.slice(0, end), end: end + 4 }
    return text.length > headBytesMax ? new Refusal(431) : "more"
  }

  #bodyEnd({ bodyLength }: Request): BodyEnd {
    if (bodyLength === "chunked") return chunkedEnd(this.#pending, 0, this.#manners)
    return this.#pending.length >= this.#missingBytes ? this.#missingBytes : "more"
  }

  #takeBody(request: Request): boolean {
    const end = this.#bodyEnd(request)
    if (end === "more") {
      if (request.bodyLength !== "chunked") this.#skip()
      return false
    }
    if (end === "bad") {
      this.#refuse(400, request.method === "HEAD")
      return false
    }
    const body = this.#pending.toString("latin1", 0, Math.min(end, 4_096))
    this.#pending = this.#pending.subarray(end)
    this.#request = undefined
    this.#answer(request.bodyLength === "chunked" ? this.#withTrailers(request, body) : request)
    return true
  }

  /** A long body is not held. */
  #skip(): void {
    this.#missingBytes -= this.#pending.length
    this.#pending = Buffer.alloc(0)
  }

  #withTrailers(request: Request, body: string): Request {
    const trailers = body.split("\r\n").filter((line) => line.includes(":"))
    return { ...request, lines: [...request.lines, ...this.#manners.trailers(trailers)] }
  }

  #answer(request: Request): void {
    const expectation = request.minor > 0 ? valueOf(request.lines, "expect") : undefined
    const isKnown = expectation === undefined || this.#manners.isExpectationKnown(expectation)
    const answer = isKnown ? answerTo(request, this.#shelf) : explained(417)
    this.#send(answer, request, this.#manners.isLast(request))
  }

  #refuse(status: number, isHead: boolean): void {
    const answer = explained(status)
    this.#send(isHead ? { ...answer, body: Buffer.alloc(0) } : answer, undefined, true)
  }

  #send(honest: Answer, request: Request | undefined, isLast: boolean): void {
    const answer = this.#manners.answered(honest, request)
    const { status, lines, body } = answer
    const isSized = status !== 204 && status !== 304
    const connection = isLast
      ? ["Connection: close"]
      : request?.minor === 0
        ? ["Connection: keep-alive"]
        : []
    const head = [
      `HTTP/1.1 ${status} ${reasonOf(status)}`,
      `Date: ${new Date(this.#shelf.nowMillis()).toUTCString()}`,
      "Server: twin",
      ...lines,
      ...(isSized ? [`Content-Length: ${body.length}`] : []),
      ...connection
    ]
    const text = this.#manners.said(`${head.join("\r\n")}\r\n\r\n`, request)
    this.#peer.write(Buffer.from(text, "latin1"))
    this.#peer.write(this.#manners.sentBody(answer, request))
    if (isLast) this.#end()
    else this.#startTimer("idle")
  }
}
