/** What went over a connection, for a person: each entry a line, with its time and its octets. */
import type { Entry } from "./connection.ts"
import type { Exchange } from "./exchange.ts"

export interface TranscriptLimits {
  readonly octetsShownMax: number
  readonly entriesShownMax: number
}

export const transcriptLimits: TranscriptLimits = { octetsShownMax: 400, entriesShownMax: 12 }

const marks: Record<string, string> = {
  opened: "connection opened",
  "fin-sent": "> FIN",
  "fin-received": "< FIN",
  reset: "< RST",
  quiet: "(quiet: we stopped waiting)",
  overflow: "(more than we hold)"
}

/** Octets as a JavaScript string would write them: nothing is lost, nothing is hidden. */
export const escapeOctets = (bytes: Uint8Array): string => {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
  const escaped = latin1.replace(/[^\x20-\x7e]|["\\]/g, (each) => {
    if (each === "\r") return "\\r"
    if (each === "\n") return "\\n"
    if (each === '"' || each === "\\") return `\\${each}`
    return `\\x${each.charCodeAt(0).toString(16).padStart(2, "0")}`
  })
  return `"${escaped}"`
}

const describeEntry = (entry: Entry, limits: TranscriptLimits): string => {
  const time = `+${(entry.atMicros / 1_000).toFixed(3)} ms`.padStart(14)
  if (!("bytes" in entry)) return `${time}  ${marks[entry.kind]}`
  const { bytes } = entry
  const shown = bytes.subarray(0, limits.octetsShownMax)
  const rest = bytes.length > shown.length ? ` … ${bytes.length} octets in all` : ""
  return `${time}  ${entry.kind === "sent" ? ">" : "<"} ${escapeOctets(shown)}${rest}`
}

export const renderTranscript = (
  exchange: Exchange,
  limits: TranscriptLimits = transcriptLimits
): ReadonlyArray<string> => {
  const { entries, label } = exchange
  const shown = entries.slice(0, limits.entriesShownMax)
  const hidden = entries.length - shown.length
  return [
    `${label}:`,
    ...shown.map((entry) => describeEntry(entry, limits)),
    ...(hidden > 0 ? [`               … ${hidden} more entries`] : [])
  ]
}
