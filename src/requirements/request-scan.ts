/**
 * Finds the requests in what a client sent, independently of the machine and on purpose more simply:
 * it speaks only of input that has one reading. At the first doubt it stops (`lost`), and monitors that
 * need to know the requests stop judging that connection.
 */
import { latin1 } from "../state-machine/octets.ts"

export interface Request {
  readonly method: string
  readonly target: string
  readonly version: string
  /** Everything after the request line, for monitors that look for a field. */
  readonly fields: string
  /** The head was there in full. A refusal may answer one that was not. */
  readonly whole: boolean
  readonly bodyBytes: number
  /** Head and body. */
  readonly bytes: number
  /** Entry with the last byte of the head. */
  readonly sequence: number
}

const requestLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) (\S+) (HTTP\/1\.[01])$/
const doubtful =
  /^[ \t]|^transfer-encoding[ \t]*:|^expect[ \t]*:|^content-length[ \t]*:.*[^0-9\s]/im
const bodyLength = /^content-length:[ \t]*([0-9]{1,7})[ \t]*$/gim

export class RequestScan {
  lost = false
  /** Bytes that came and belong to no complete request yet. */
  #pending = ""
  #bodyBytesLeft = 0

  /** Requests that became complete with these bytes. */
  take(bytes: Uint8Array, sequence: number): ReadonlyArray<Request> {
    if (this.lost) return []
    this.#pending += latin1(bytes)
    const complete: Array<Request> = []
    while (!this.lost) {
      this.#skipBody()
      const request = this.#nextHead(sequence)
      if (request === undefined) break
      complete.push(request)
    }
    return complete
  }

  /**
   * As much of the unfinished request as can be told: a refusal may answer it. `undefined` when it could be a HEAD:
   * whether its answer has a body depends on how much of the line was understood.
   */
  unfinished(sequence: number): Request | undefined {
    const end = this.#pending.indexOf("\r\n")
    const line = requestLine.exec(end < 0 ? "" : this.#pending.slice(0, end))
    if (line === null && this.#pending.startsWith("HEAD ")) return undefined
    const [, method = "", target = "", version = ""] = line ?? []
    return { method, target, version, fields: "", whole: false, bodyBytes: 0, bytes: 0, sequence }
  }

  /** Bytes that came and belong to no complete request yet. */
  get pendingBytes(): number {
    return this.#pending.length
  }

  /** Bytes of its body that the last request still lacks. */
  get missingBytes(): number {
    return this.#bodyBytesLeft
  }

  #skipBody(): void {
    const skipped = Math.min(this.#bodyBytesLeft, this.#pending.length)
    this.#bodyBytesLeft -= skipped
    this.#pending = this.#pending.slice(skipped)
  }

  #nextHead(sequence: number): Request | undefined {
    // One empty line may stand before a request; how many more may is a limit that is not known here.
    if (this.#pending.startsWith("\r\n")) this.#pending = this.#pending.slice(2)
    this.lost ||= this.#pending.startsWith("\r\n")
    if (this.lost) return undefined
    const end = this.#pending.indexOf("\r\n\r\n")
    if (end < 0) return undefined
    const head = this.#pending.slice(0, end)
    const line = requestLine.exec(head.slice(0, Math.max(0, `${head}\r\n`.indexOf("\r\n"))))
    const fields = head.slice((line?.[0].length ?? 0) + 2)
    const lengths = [...fields.matchAll(bodyLength)]
    if (
      !line ||
      /(?<!\r)\n|\r(?!\n)|\0/.test(head) ||
      doubtful.test(fields) ||
      lengths.length > 1
    ) {
      this.lost = true
      return undefined
    }
    this.#pending = this.#pending.slice(end + 4)
    this.#bodyBytesLeft = Number(lengths[0]?.[1] ?? 0)
    const [, method = "", target = "", version = ""] = line
    const bodyBytes = this.#bodyBytesLeft
    const bytes = end + 4 + bodyBytes
    return { method, target, version, fields, whole: true, bodyBytes, bytes, sequence }
  }
}
