/**
 * Requests as cases write them: text in which each character is one octet (latin1), so that what
 * is read in the source is what goes over the wire. Nothing is added but what is asked for.
 */

export interface RequestParts {
  readonly method?: string
  readonly target?: string
  readonly version?: string
  /** null leaves the Host field out. */
  readonly host?: string | null
  /** Whole lines without their CRLF, in order. */
  readonly lines?: ReadonlyArray<string>
  readonly body?: string
}

export const closeLine = "Connection: close"

export const compose = (parts: RequestParts): string => {
  const { method = "GET", target = "/hello.txt", version = "HTTP/1.1" } = parts
  const { host = "localhost", lines = [], body = "" } = parts
  const hostLines = host === null ? [] : [`Host: ${host}`]
  const head = [`${method} ${target} ${version}`, ...hostLines, ...lines]
  return `${head.join("\r\n")}\r\n\r\n${body}`
}

export const octets = (requestText: string): Uint8Array => Buffer.from(requestText, "latin1")

/** What one connection sends, and which methods its requests have (a HEAD's answer has no body). */
export interface Attempt {
  /** Tells the attempts of one case apart in reports: "GET", "POST", "split at 17". */
  readonly label: string
  readonly bytes: Uint8Array
  readonly methods: ReadonlyArray<string>
  /** The same bytes cut at these offsets, each piece sent on its own. */
  readonly cuts?: ReadonlyArray<number>
}

const methodOf = (requestText: string): string => requestText.trimStart().split(" ", 1)[0] ?? "GET"

/**
 * Several requests in one write. The last should ask for close: then the end of the evidence is
 * the server's FIN, and no verdict has to guess from silence whether another answer was coming.
 */
export const inOneWrite = (label: string, ...texts: ReadonlyArray<string>): Attempt => ({
  label,
  bytes: octets(texts.join("")),
  methods: texts.map(methodOf)
})

/** One request that itself asks for close. */
export const alone = (parts: RequestParts, label?: string): Attempt =>
  inOneWrite(
    label ?? parts.method ?? "GET",
    compose({ ...parts, lines: [...(parts.lines ?? []), closeLine] })
  )

/** The target of the follow-up: another file, so that its answer can't be taken for the first. */
export const followUpTarget = "/sub/index.html"

/**
 * A request that leaves the connection open, and right behind it a second one. Whether that one
 * is answered tells what the server took the first one's end to be.
 */
export const followed = (
  requestText: string,
  host: string,
  label = methodOf(requestText)
): Attempt =>
  inOneWrite(label, requestText, compose({ host, target: followUpTarget, lines: [closeLine] }))

/**
 * The GET and the POST form of a request with a body: servers that refuse every GET with a body,
 * as they may, would otherwise show nothing of how they parse one.
 */
export const bothForms = (host: string, parts: RequestParts): ReadonlyArray<Attempt> =>
  ["GET", "POST"].map((method) => followed(compose({ host, ...parts, method }), host, method))

/** Cuts bytes at the offsets given. */
export const pieces = (bytes: Uint8Array, cuts: ReadonlyArray<number>): Array<Uint8Array> => {
  const edges = [0, ...cuts, bytes.length]
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge))
}
