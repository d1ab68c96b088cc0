/** Exchanges made comparable: what may differ between two answers to the same request is left out. */
import type { Exchange } from "./exchange.ts"
import { isInterim, type Response } from "./response.ts"
import { type Field, fieldValue } from "./response-lines.ts"
import { digest } from "./root.ts"

/** Date moves on by itself, and Keep-Alive counts down; everything else must be equal. */
const nowMillis = 5_000
const volatileFields = new Set(["date", "keep-alive"])

/** A file from the future is said to be of now, as it must not be later than Date: that moves on as well. */
const isVolatile = ({ name, value }: Field, response: Response): boolean => {
  const field = name.toLowerCase()
  if (field !== "last-modified") return volatileFields.has(field)
  const date = Date.parse(fieldValue(response, "date") ?? "")
  return Math.abs(Date.parse(value) - date) < nowMillis
}

/** `precedingFinals`: so many answers belong to requests that went before, and don't count. */
export const comparable = (exchange: Exchange, precedingFinals = 0): string =>
  JSON.stringify({
    responses: comparableResponses(exchange, precedingFinals),
    leftoverBytes: exchange.leftoverBytes,
    ended: exchange.end !== "open"
  })

/** Each response as text. */
export const comparableResponses = (
  exchange: Exchange,
  precedingFinals = 0
): ReadonlyArray<string> => {
  let preceding = precedingFinals
  const own = exchange.responses.filter((response) => {
    if (preceding === 0) return true
    if (!isInterim(response)) preceding -= 1
    return false
  })
  return own.map((response) =>
    JSON.stringify({
      status: response.status,
      fields: response.fields
        .filter((field) => !isVolatile(field, response))
        .map(({ name, value }) => `${name.toLowerCase()}: ${withoutBoundary(value, response)}`),
      body: digest(bodyOf(response)),
      complete: response.complete
    })
  )
}

/** What separates the parts of a multipart body is chosen anew each time by some. */
const boundaryOf = (response: Response): string | undefined =>
  /^multipart\/byteranges;.*boundary="?([^";]+)/i.exec(
    fieldValue(response, "content-type") ?? ""
  )?.[1]

const withoutBoundary = (text: string, response: Response): string => {
  const boundary = boundaryOf(response)
  return boundary === undefined ? text : text.replaceAll(boundary, "boundary")
}

const bodyOf = (response: Response): Uint8Array =>
  boundaryOf(response) === undefined
    ? response.body
    : Buffer.from(
        withoutBoundary(Buffer.from(response.body).toString("latin1"), response),
        "latin1"
      )
