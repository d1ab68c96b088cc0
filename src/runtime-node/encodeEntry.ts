/** One entry of a trace as a line of JSON; bytes as Latin-1 text, one character an octet. */
import type { Entry } from "../runtime/trace.ts"

export const encodeEntry = (entry: Entry): string => JSON.stringify(withText(entry))

const withText = (entry: Entry): unknown => {
  const { what } = entry
  if (what._tag !== "Step" || what.event._tag !== "Received") return entry
  const bytes = Buffer.from(what.event.bytes).toString("latin1")
  return { ...entry, what: { ...what, event: { ...what.event, bytes } } }
}
