/** Recorded evidence for a person: each entry a line, with its time and its octets. */
import { escapeOctets, type TranscriptLimits, transcriptLimits } from "../transcript.ts"
import type { RecordedEntry, RecordedExchange } from "./event.ts"

export const markWords: Readonly<Record<RecordedEntry["kind"], string>> = {
  opened: "connection opened",
  sent: ">",
  received: "<",
  "fin-sent": "> FIN",
  "fin-received": "< FIN",
  reset: "< RST",
  quiet: "(quiet: we stopped waiting)",
  overflow: "(more than we hold)"
}

export const octetsOf = ({ base64 = "" }: RecordedEntry): Uint8Array =>
  Buffer.from(base64, "base64")

export const millisOf = ({ atMicros }: RecordedEntry): string =>
  `+${(atMicros / 1_000).toFixed(3)} ms`

const entryLine = (entry: RecordedEntry, octetsShownMax: number): string => {
  const time = millisOf(entry).padStart(14)
  if (entry.octets === undefined) return `${time}  ${markWords[entry.kind]}`
  const shown = octetsOf(entry).subarray(0, octetsShownMax)
  const rest = entry.octets > shown.length ? ` … ${entry.octets} octets in all` : ""
  return `${time}  ${markWords[entry.kind]} ${escapeOctets(shown)}${rest}`
}

export const transcriptOf = (
  { label, entries, entriesLeftOut }: RecordedExchange,
  limits: TranscriptLimits = transcriptLimits
): ReadonlyArray<string> => {
  const shown = entries.slice(0, limits.entriesShownMax)
  const hidden = entries.length - shown.length + entriesLeftOut
  return [
    `${label}:`,
    ...shown.map((entry) => entryLine(entry, limits.octetsShownMax)),
    ...(hidden > 0 ? [`               … ${hidden} more entries`] : [])
  ]
}
