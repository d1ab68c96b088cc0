/** Requests and answers as octets, for tests of the oracle: one character is one octet. */
import type { Evidence } from "../../../src/conformance/generated/oracle.ts"
import { followUpTarget } from "../../../src/conformance/request.ts"

export const known = { host: "localhost", entityTag: '"abc"' }

/** A response with a length; `fields` are whole lines without their ends. */
export const answer = (status: number, body = "", fields: ReadonlyArray<string> = []): string =>
  [`HTTP/1.1 ${status} x`, `Content-Length: ${body.length}`, ...fields, "", body].join("\r\n")

export const bodiless = (status: number, ...fields: ReadonlyArray<string>): string =>
  [`HTTP/1.1 ${status} x`, ...fields, "", ""].join("\r\n")

export const hello = answer(200, "hello world\n")
export const index = answer(200, "<!doctype html><title>sub</title>\n")
export const dash = answer(200, "a name with a dash\n")

export const refused = (status = 400): string => answer(status, "no\n")

/** A request for hello.txt with these lines, and the request behind it that asks for close. */
export const get = (lines: ReadonlyArray<string> = [], body = ""): string =>
  [`GET /hello.txt HTTP/1.1`, "Host: localhost", ...lines, "", body].join("\r\n") + behind

export const behind = `GET ${followUpTarget} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`

export const evidence = (
  sent: string,
  received: string,
  end: Evidence["end"] = "fin"
): Evidence => ({ sent, received: Buffer.from(received, "latin1"), end })
