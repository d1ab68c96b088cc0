/**
 * A trace as text: one JSON line an entry, keys in the order of the schemas, bytes as Latin-1 text.
 *
 * Written by hand because every simulated entry passes through here: twenty times as fast as the schema's
 * own codec. A property holds the two to the same text.
 */
import type { AccessRecord, Command, Job, Part } from "../state-machine/command.ts"
import type { Event, FileFacts, Outcome, TimerName } from "../state-machine/event.ts"
import type { Entry, Happening, TraceHeader } from "./trace.ts"

/** Without the line end. */
export const encodeEntry = ({ sequence, atMillis, actor, what }: Entry): string =>
  `{"sequence":${sequence},"atMillis":${atMillis},"actor":${text(actor)},"what":${happening(what)}}`

/** The first line of a trace file, without the line end. */
export const encodeHeader = ({ format, subject, seed, settings }: TraceHeader): string =>
  JSON.stringify({ format, subject, seed, settings })

const plain = /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/

/** A JSON string. Names and paths need no escapes as a rule. */
const text = (value: string): string => (plain.test(value) ? `"${value}"` : JSON.stringify(value))

const bytes = (octets: Uint8Array): string => {
  let value = ""
  for (const octet of octets) value += String.fromCharCode(octet)
  return JSON.stringify(value)
}

const list = <Item>(items: ReadonlyArray<Item>, encode: (item: Item) => string): string => {
  let joined = ""
  for (const item of items) joined += joined === "" ? encode(item) : `,${encode(item)}`
  return `[${joined}]`
}

const happening = (what: Happening): string => {
  const tag = `{"_tag":"${what._tag}"`
  switch (what._tag) {
    case "Step":
      return (
        `${tag},"event":${event(what.event)},"rules":${list(what.rules, text)},` +
        `"commands":${list(what.commands, command)}${what.state === undefined ? "" : `,"state":${what.state}`}}`
      )
    case "Blocked":
      return `${tag},"operation":${text(what.operation)},"millis":${what.millis}}`
    case "Slept":
      return `${tag},"ready":${what.ready}}`
    case "Observed":
      return (
        `${tag},"phase":"${what.phase}","thread":${what.thread},"call":${text(what.call)},` +
        `"micros":${what.micros}` +
        (what.connection === undefined ? "" : `,"connection":${what.connection}`) +
        (what.path === undefined ? "}" : `,"path":${text(what.path)}}`)
      )
    case "HelperTook":
      return `${tag},"helper":${what.helper},"ticket":${what.ticket},"job":${job(what.job)}}`
    case "HelperDone":
      return `${tag},"helper":${what.helper},"ticket":${what.ticket},"outcome":${outcome(what.outcome)}}`
    case "HelperDied":
    case "HelperHung":
      return `${tag},"helper":${what.helper}}`
    case "ClientSent":
    case "ClientReceived":
      return `${tag},"connection":${what.connection},"bytes":${what.bytes}}`
    case "ClientClosed":
      return `${tag},"connection":${what.connection},"how":"${what.how}"}`
    case "FileChanged":
      return `${tag},"path":${text(what.path)},"version":${text(what.version)},"sizeBytes":${what.sizeBytes}}`
    case "FaultsStopped":
      return `${tag}}`
    case "Ended":
      return `${tag},"reason":"${what.reason}"}`
  }
}

const event = (value: Event): string => {
  const tag = `{"_tag":"${value._tag}"`
  switch (value._tag) {
    case "Started":
    case "ClockTicked":
      return `${tag},"unixSeconds":${value.unixSeconds}}`
    case "Accepted":
    case "PeerEnded":
    case "PeerReset":
      return `${tag},"connection":${value.connection}}`
    case "AcceptFailed":
      return `${tag},"reason":${text(value.reason)}}`
    case "Received":
      return `${tag},"connection":${value.connection},"bytes":${bytes(value.bytes)}}`
    case "Sent":
      return `${tag},"connection":${value.connection},"bytes":${value.bytes}}`
    case "HelperReady":
      return `${tag},"helper":${value.helper}}`
    case "HelperLost":
      return `${tag},"helper":${value.helper},"reason":${text(value.reason)}}`
    case "Notified":
      return `${tag},"helper":${value.helper},"ticket":${value.ticket},"outcome":${outcome(value.outcome)}}`
    case "TimerFired":
      return `${tag},"timer":${timer(value.timer)}}`
    case "DrainRequested":
      return `${tag}}`
  }
}

const command = (value: Command): string => {
  const tag = `{"_tag":"${value._tag}"`
  switch (value._tag) {
    case "ResumeAccept":
    case "PauseAccept":
    case "StopAccept":
    case "Stop":
      return `${tag}}`
    case "Read":
    case "Finish":
      return `${tag},"connection":${value.connection}}`
    case "Send":
      return `${tag},"connection":${value.connection},"parts":${list(value.parts, part)}}`
    case "Close":
      return `${tag},"connection":${value.connection},"how":"${value.how}"}`
    case "StartTimer":
      return `${tag},"timer":${timer(value.timer)},"millis":${value.millis}}`
    case "StopTimer":
      return `${tag},"timer":${timer(value.timer)}}`
    case "SpawnHelper":
    case "KillHelper":
      return `${tag},"helper":${value.helper}}`
    case "Submit":
      return `${tag},"helper":${value.helper},"ticket":${value.ticket},"job":${job(value.job)}}`
    case "Forget":
      return `${tag},"chunk":${value.chunk}}`
    case "Log":
      return `${tag},"record":${access(value.record)}}`
  }
}

const part = (value: Part): string =>
  value._tag === "Text"
    ? `{"_tag":"Text","text":${JSON.stringify(value.text)}}`
    : `{"_tag":"Slice","chunk":${value.chunk},"chunkOffset":${value.chunkOffset},` +
      `"lengthBytes":${value.lengthBytes},"path":${text(value.path)},` +
      `"version":${text(value.version)},"offset":${value.offset}}`

const access = (record: AccessRecord): string =>
  `{"connection":${record.connection},"method":${text(record.method)},` +
  `"target":${text(record.target)},"status":${record.status},` +
  `"bodyBytes":${record.bodyBytes},"rule":${text(record.rule)}}`

const job = (value: Job): string =>
  value._tag === "Locate"
    ? `{"_tag":"Locate","path":${text(value.path)}}`
    : `{"_tag":"Load","path":${text(value.path)},"version":${text(value.version)},` +
      `"offset":${value.offset},"lengthBytes":${value.lengthBytes}}`

const outcome = (value: Outcome): string => {
  const tag = `{"_tag":"${value._tag}"`
  switch (value._tag) {
    case "Found":
      return `${tag},"facts":${facts(value.facts)}}`
    case "Loaded":
      return `${tag},"lengthBytes":${value.lengthBytes}}`
    case "Failed":
      return `${tag},"reason":${text(value.reason)}}`
    case "Directory":
    case "Missing":
    case "Forbidden":
    case "Special":
    case "Outside":
    case "Changed":
      return `${tag}}`
  }
}

const facts = (value: FileFacts): string =>
  `{"path":${text(value.path)},"version":${text(value.version)},"sizeBytes":${value.sizeBytes},` +
  `"modifiedSeconds":${value.modifiedSeconds},"mediaType":${text(value.mediaType)},` +
  `"settled":${value.settled}}`

const timer = (value: TimerName): string => {
  const tag = `{"_tag":"${value._tag}"`
  switch (value._tag) {
    case "Connection":
      return `${tag},"connection":${value.connection}}`
    case "Job":
      return `${tag},"helper":${value.helper}}`
    case "Accept":
    case "Spawn":
    case "Drain":
      return `${tag}}`
  }
}
