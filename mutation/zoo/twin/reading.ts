/** Reads one head, as strictly as the grammar allows: what two readers could take differently is refused. */
import { isIPv6 } from "node:net"
import { type Request, Refusal, membersOf, valuesOf } from "./message.ts"

const requestLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([\x21-\x7e]+) HTTP\/(\d)\.(\d)$/
const fieldLine = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*$/
/** A name, an IPv4 address, or an address literal; and a port. */
const authority = /^(\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9a-fA-F]{2})+)(:\d*)?$/

/** The head without the empty line behind it. */
export const readHead = (head: string): Request | Refusal => {
  const [first = "", ...lines] = head.split("\r\n")
  const [, method, target, major, minor] = requestLine.exec(first) ?? []
  if (method === undefined || target === undefined) return new Refusal(400)
  if (major !== "1") return new Refusal(505)
  if (!lines.every((line) => fieldLine.test(line))) return new Refusal(400)
  const parts = { method, target, minor: Number(minor), lines }
  if (!isTarget(method, target) || !isHosted(parts)) return new Refusal(400)
  const bodyLength = bodyLengthOf(parts)
  return bodyLength instanceof Refusal ? bodyLength : { ...parts, bodyLength }
}

const isTarget = (method: string, target: string): boolean => {
  if (target.includes("#")) return false
  if (method === "CONNECT") return /:[1-9]\d*$/.test(target)
  if (target === "*") return method === "OPTIONS"
  const [, named] = /^http:\/\/([^/?]*)/i.exec(target) ?? []
  return named === undefined ? target.startsWith("/") : isAuthority(named)
}

type Parts = Omit<Request, "bodyLength">

const isHosted = ({ lines, minor }: Parts): boolean => {
  const hosts = valuesOf(lines, "host")
  return hosts.length <= 1 && (hosts.length === 1 || minor === 0) && hosts.every(isAuthority)
}

const isAuthority = (host: string): boolean => {
  const [, , literal] = authority.exec(host) ?? []
  return authority.test(host) && (literal === undefined || isIPv6(literal))
}

const bodyLengthOf = ({ lines, minor }: Parts): Request["bodyLength"] | Refusal => {
  const lengths = valuesOf(lines, "content-length")
  const hasCoding = valuesOf(lines, "transfer-encoding").length > 0
  const codings = membersOf(lines, "transfer-encoding").map((coding) => coding.toLowerCase())
  if (hasCoding) {
    if (lengths.length > 0 || minor === 0) return new Refusal(400)
    if (codings.length === 1 && codings[0] === "chunked") return "chunked"
    return new Refusal(codings.some((coding) => coding.startsWith("chunked")) ? 400 : 501)
  }
  const [length = "0"] = lengths
  return lengths.length <= 1 && /^\d{1,15}$/.test(length) ? Number(length) : new Refusal(400)
}
