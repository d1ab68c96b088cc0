/**
 * A connection as a picture: time runs down, what we sent stands behind an arrow to the right, what the
 * server sent behind one to the left. Octets are exact: "↵" is CRLF, every other octet that can't be seen is
 * written out.
 */
import type { RecordedEntry, RecordedExchange } from "../event.ts"
import { octetsOf } from "../transcript.ts"
import { html, type Markup, nothing } from "./markup.ts"

const spelt = (octet: string): string => {
  if (octet === "\r") return "\\r"
  if (octet === "\n") return "\\n\n"
  if (octet === "\\") return "\\\\"
  return `\\x${octet.charCodeAt(0).toString(16).padStart(2, "0")}`
}

/** Lines end where the octets have CRLF or LF; a lone CR or LF is seen as what it is. */
export const readableOctets = (octets: Uint8Array): string =>
  Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)
    .toString("latin1")
    .replaceAll(/\r\n|[^\x20-\x7e]|\\/g, (found) => (found === "\r\n" ? "↵\n" : spelt(found)))
    .replace(/\n$/, "")

const millis = (micros: number): string => (micros / 1_000).toFixed(micros < 100_000 ? 2 : 0)

interface Look {
  readonly arrow: string
  readonly word: string
  readonly name: string
}

const looks: Readonly<Record<RecordedEntry["kind"], Look>> = {
  opened: { arrow: "o", word: "opened", name: "connection" },
  sent: { arrow: ">", word: "", name: "sent" },
  received: { arrow: "<", word: "", name: "received" },
  "fin-sent": { arrow: ">", word: "FIN", name: "sent" },
  "fin-received": { arrow: "<", word: "FIN", name: "received" },
  reset: { arrow: "<", word: "RST", name: "received" },
  quiet: { arrow: "~", word: "quiet: we stopped waiting", name: "nothing" },
  overflow: { arrow: "!", word: "more than we hold", name: "received" }
}

const contentOf = (entry: RecordedEntry, octetsShownMax: number): Markup => {
  if (entry.octets === undefined) return html`<b class="mark">${looks[entry.kind].word}</b>`
  const shown = octetsOf(entry).subarray(0, octetsShownMax)
  const hidden = entry.octets - shown.length
  const rest =
    hidden === 0 ? nothing : html` <b class="mark">… ${hidden.toLocaleString("en")} more octets</b>`
  return html`<code>${readableOctets(shown)}</code>${rest}`
}

const entryItem = (entry: RecordedEntry, octetsShownMax: number): Markup => {
  const { arrow, name } = looks[entry.kind]
  return html`<li class="${entry.kind}">
    <time>${millis(entry.atMicros)}</time><i title="${name}">${arrow}</i>
    <div>${contentOf(entry, octetsShownMax)}</div>
  </li>`
}

export interface SequenceLimits {
  readonly entriesMax: number
  readonly octetsMax: number
}

export const sequenceOf = (
  { label, found, entries, entriesLeftOut }: RecordedExchange,
  limits: SequenceLimits
): Markup => {
  const shown = entries.slice(0, limits.entriesMax)
  const hidden = entries.length - shown.length + entriesLeftOut
  return html`<figure class="wire">
    <figcaption>${label} <span>${found}</span></figcaption>
    <ol>
      ${shown.map((entry) => entryItem(entry, limits.octetsMax))}
    </ol>
    ${hidden === 0 ? nothing : html`<p>… ${hidden} more entries</p>`}
  </figure>`
}
