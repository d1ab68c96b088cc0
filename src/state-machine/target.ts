/**
 * The request target and Host (RFC 9112 section 3.2), and what they refuse.
 */
import { combined, elements, type Head, type Refusal } from "./head.ts"

export interface Target {
  /** Begins with `/`; still percent-encoded. `*` for the server as a whole, empty for CONNECT. */
  readonly path: string
  /** Without its question mark; empty when there is none. */
  readonly query: string
}

const badTarget: Refusal = { rule: "read/bad-target", status: 400 }
const badHost: Refusal = { rule: "read/bad-host", status: 400 }

/** RFC 3986 section 3.3: pchar and `/`. Percent signs are judged by `path.ts`. */
const pathText = /^[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*$/
/** As above with `?`, and with the octets that browsers leave bare in a query (spec/freedoms.md). */
const queryText = /^[A-Za-z0-9\-._~!$&'()*+,;=:@%/?[\]{}|\\^`]*$/

const registeredName = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/
const port = /^(?::[0-9]*)?$/

/** `host [":" port]` of RFC 3986 sections 3.2.2 and 3.2.3; the host may be empty. */
export const isAuthority = (text: string): boolean => {
  if (text.startsWith("[")) {
    const close = text.indexOf("]")
    return close !== -1 && isAddress(text.slice(1, close)) && port.test(text.slice(close + 1))
  }
  const colon = text.indexOf(":")
  const host = colon === -1 ? text : text.slice(0, colon)
  return registeredName.test(host) && port.test(colon === -1 ? "" : text.slice(colon))
}

/** IPv6address or IPvFuture of RFC 3986 section 3.2.2. */
const isAddress = (text: string): boolean => {
  if (/^v[0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+$/.test(text)) return true
  const halves = text.split("::")
  if (halves.length > 2) return false
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")))
  const all = groups.flat()
  // The dotted form stands for the last 32 bits, so nothing follows it, not even `::`.
  const last = groups.at(-1)?.at(-1)
  const dotted = last !== undefined && last.includes(".")
  if (dotted && !isDotted(last)) return false
  const plain = dotted ? all.slice(0, -1) : all
  if (!plain.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false
  const count = plain.length + (dotted ? 2 : 0)
  return halves.length === 2 ? count <= 7 : count === 8
}

const isDotted = (text: string): boolean => {
  const octets = text.split(".")
  return (
    octets.length === 4 &&
    octets.every((octet) => /^(?:0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) < 256)
  )
}

/** Exactly one valid Host in HTTP/1.1, at most one in HTTP/1.0 (RFC 9112 section 3.2). */
export const refusedHost = (head: Head): Refusal | undefined => {
  const hosts = head.fields.filter((field) => field.name === "host")
  if (hosts.length > 1) return badHost
  if (hosts.length === 0) return head.line.minor === 0 ? undefined : badHost
  return isAuthority(hosts[0]!.value) ? undefined : badHost
}

/** The four forms of RFC 9112 section 3.2, each with the methods that may use it. */
export const readTarget = (head: Head): Target | Refusal => {
  const { method, target } = head.line
  if (method === "CONNECT") {
    // Never served, but a target that is not `host:port` is malformed before it is not allowed.
    return /:[0-9]+$/.test(target) && isAuthority(target) ? { path: "", query: "" } : badTarget
  }
  if (target === "*") return method === "OPTIONS" ? { path: "*", query: "" } : badTarget
  if (target.startsWith("/")) return originForm(target)
  const absolute = /^http:\/\/([^/?#]*)(.*)$/i.exec(target)
  if (absolute === null) return badTarget
  const authority = absolute[1]!
  // An empty host and userinfo are errors in `http` URIs (RFC 9110 sections 4.2.1 and 4.2.4).
  if (authority === "" || authority.startsWith(":") || !isAuthority(authority)) return badTarget
  const rest = absolute[2]!
  return originForm(rest.startsWith("/") ? rest : `/${rest}`)
}

const originForm = (text: string): Target | Refusal => {
  const mark = text.indexOf("?")
  const path = mark === -1 ? text : text.slice(0, mark)
  const query = mark === -1 ? "" : text.slice(mark + 1)
  return pathText.test(path) && queryText.test(query) ? { path, query } : badTarget
}

/** The tokens of `Connection`, in lower case. */
export const connectionOptions = (head: Head): ReadonlyArray<string> =>
  elements((combined(head, "connection") ?? "").toLowerCase())
