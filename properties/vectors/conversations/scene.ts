/** The words that conversations are written in. */
import type { Move, Overrides, VectorFile } from "../../../src/conformance/vectors/format.ts"
import type { RequirementId } from "../../../src/state-machine/rules.ts"

/** Another course that is right as well: what the reference answers to this script, or nothing at all. */
export interface Other {
  readonly because: string
  readonly script?: ReadonlyArray<Move>
  /** Any status that blames the client. */
  readonly refuses?: true
  /** The connection is closed without a word. */
  readonly closes?: true
}

export interface Scene {
  /** `rule/case`: the rule may be a transition, or one that speaks of whole runs. */
  readonly id: string
  readonly title: string
  readonly script: ReadonlyArray<Move>
  /** Rules that speak of whole runs and show here. */
  readonly shows?: ReadonlyArray<RequirementId>
  readonly files?: ReadonlyArray<VectorFile>
  readonly settings?: Overrides
  readonly tagsAreVersions?: true
  readonly others?: ReadonlyArray<Other>
}

export const send = (...pieces: ReadonlyArray<string>): Move => ({ send: pieces })
export const end: Move = { end: true }
export const timer: Move = { timer: "connection" }

/** Lines of a head, each ended by CRLF, with the empty line after them. */
export const head = (...lines: ReadonlyArray<string>): string => `${lines.join("\r\n")}\r\n\r\n`

export const get = (target = "/hello.txt", ...lines: ReadonlyArray<string>): string =>
  head(`GET ${target} HTTP/1.1`, "Host: h", ...lines)

/** A request after which nothing more is to come: what was hidden in the one before shows. */
export const last = get("/hello.txt", "Connection: close")

/** 14 November 2023, 22:13:20. */
export const nowSeconds = 1_700_000_000

export const file = (
  path: string,
  content: string,
  facts: Partial<VectorFile> = {}
): VectorFile => ({
  path,
  kind: "file",
  content,
  ...facts
})

export const hello = file("/hello.txt", "hello world\n")
/** Longer than three chunks of 64 octets. */
export const long = file(
  "/long.txt",
  Array.from({ length: 20 }, (_, index) => `line ${String(index).padStart(2, "0")} ..\n`).join("")
)
