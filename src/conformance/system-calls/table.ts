/**
 * The account for a person: threads with their roles, each request as a small timeline, holds,
 * blocking calls.
 */
import type { Style } from "../reports/style.ts"
import type { Account, RequestAccount } from "./account.ts"
import type { BlockingCall, HoldAccount } from "./blocking.ts"
import { actorNames } from "./observed-trace.ts"
import type { PhaseSeen } from "./phases.ts"
import type { ThreadAccount } from "./roles.ts"
import { toHold } from "./session.ts"

/** What a run holds where it can. */
const held = toHold.map(([operation]) => operation)

type Names = ReadonlyMap<number, string>

const millis = (micros: number): string => `${(micros / 1_000).toFixed(2)} ms`
const column = (text = ""): string => text.padEnd(13)
const many = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`

/** Names of connections: the client's ports, in the order in which they were opened. */
const connectionName = ({ recording }: Account, port: number): string => {
  const ports = [...new Set(recording.exchanges.map((exchange) => exchange.port))]
  const at = ports.indexOf(port)
  return at === -1 ? `port ${port}` : `${at}`
}

export const renderAccount = (account: Account, style: Style): string => {
  const names = actorNames(account.threads)
  return [
    style.strong(account.recording.subject),
    "",
    style.strong("Threads"),
    ...threadLines(account, names, style),
    "",
    style.strong("Requests") + style.faint(", in milliseconds since each was sent"),
    ...account.requests.flatMap((request) => requestLines(account, request, names, style)),
    "",
    style.strong("File calls of dispatchers"),
    ...blockingLines(account, names, style),
    "",
    style.strong("Holds"),
    ...holdLines(account, names, style),
    "",
    ...recordingLines(account, style)
  ].join("\n")
}

/** More threads of one role than this are told as one. */
const alikeShownMax = 6

const threadLines = (account: Account, names: Names, style: Style): ReadonlyArray<string> => {
  const shown = account.threads.filter(({ role }) => role !== "other")
  const hidden = account.threads.length - shown.length
  const byRole = Map.groupBy(shown, ({ role }) => role)
  const byDoubt = Map.groupBy(shown, ({ doubt }) => doubt)
  return [
    ...[...byRole].flatMap(([role, alike]) =>
      alike.length > alikeShownMax
        ? [crowdLine(role, alike)]
        : alike.map((thread) => threadLine(thread, names.get(thread.thread) ?? ""))
    ),
    ...(hidden === 0 ? [] : [style.faint(`  and ${many(hidden, "thread")} with no part in it`)]),
    ...[...byDoubt].flatMap(([doubt, alike]) =>
      doubt === undefined ? [] : [style.note(`  ${crowdName(alike, names)}: ${doubt}`)]
    )
  ]
}

const crowdName = (alike: ReadonlyArray<ThreadAccount>, names: Names): string =>
  alike.length > alikeShownMax
    ? many(alike.length, "thread")
    : alike.map(({ thread }) => names.get(thread) ?? "").join(", ")

const threadLine = (seen: ThreadAccount, name: string): string => {
  const { thread, process } = seen
  const place = thread === process ? `process ${process}` : `thread ${thread} of ${process}`
  return `  ${column(name)} ${place.padEnd(26)} ${deeds(seen)}`
}

const crowdLine = (role: string, alike: ReadonlyArray<ThreadAccount>): string => {
  const processes = new Set(alike.map(({ process }) => process))
  const place = `${alike.length} in ${many(processes.size, "process", "processes")}`
  const sum = (key: keyof Deeds): number => alike.reduce((total, each) => total + each[key], 0)
  const together: Deeds = {
    accepts: sum("accepts"),
    requestReads: sum("requestReads"),
    fileCalls: sum("fileCalls"),
    waits: sum("waits")
  }
  return `  ${column(`${role}s`)} ${place.padEnd(26)} ${deeds(together)}`
}

type Deeds = Pick<ThreadAccount, "accepts" | "requestReads" | "fileCalls" | "waits">

const deeds = ({ accepts, requestReads, fileCalls, waits }: Deeds): string => {
  const did = [
    [accepts, "accept"],
    [requestReads, "request read"],
    [fileCalls, "file call"],
    [waits, "wait"]
  ] as const
  return did
    .filter(([count]) => count > 0)
    .map(([count, noun]) => many(count, noun))
    .join(", ")
}

const requestLines = (
  account: Account,
  { exchange, phases }: RequestAccount,
  names: Names,
  style: Style
): ReadonlyArray<string> => {
  const { purpose, target, status, sentMicros, doneMicros, port } = exchange
  const lasted = doneMicros === null ? "no answer" : millis(doneMicros - sentMicros)
  const what = target === "" ? "BOGUS" : `GET ${target}`
  const head = `  ${purpose.padEnd(9)} ${what.padEnd(20)} ${status ?? "---"} ${lasted.padStart(11)}`
  return [
    `${head}  ${style.faint(`connection ${connectionName(account, port)}`)}`,
    ...runsOf(phases).map(
      (run) => `      ${column(names.get(run[0]?.call.thread ?? 0))} ${runText(run, sentMicros)}`
    )
  ]
}

/** Neighbours of one thread. */
const runsOf = (phases: ReadonlyArray<PhaseSeen>): ReadonlyArray<ReadonlyArray<PhaseSeen>> => {
  const runs: Array<Array<PhaseSeen>> = []
  for (const seen of phases) {
    const last = runs.at(-1)
    if (last?.[0]?.call.thread === seen.call.thread) last.push(seen)
    else runs.push([seen])
  }
  return runs
}

/** A call that lasts this long is told with its duration. */
const longMicros = 10_000

/**
 * Calls that follow each other in the same phase are told once; sendfile is two phases in one call.
 */
const runText = (run: ReadonlyArray<PhaseSeen>, fromMicros: number): string => {
  const steps: Array<{ phase: string; readonly call: PhaseSeen["call"]; count: number }> = []
  for (const { phase, call } of run) {
    const last = steps.at(-1)
    if (last?.call === call) last.phase += `+${phase.toLowerCase()}`
    else if (last?.phase === phase.toLowerCase() && isShort(last.call) && isShort(call))
      last.count++
    else steps.push({ phase: phase.toLowerCase(), call, count: 1 })
  }
  return steps.map((step) => stepText(step, fromMicros)).join(", ")
}

const isShort = ({ startMicros, endMicros }: PhaseSeen["call"]): boolean =>
  endMicros - startMicros < longMicros

const stepText = (
  {
    phase,
    call,
    count
  }: { readonly phase: string; readonly call: PhaseSeen["call"]; readonly count: number },
  fromMicros: number
): string => {
  const at = ((call.startMicros - fromMicros) / 1_000).toFixed(2)
  const times = count === 1 ? "" : ` ×${count}`
  const long = isShort(call) ? "" : ` (${call.name}, ${millis(call.endMicros - call.startMicros)})`
  return `${at} ${phase}${times}${long}`
}

const readyShownMax = 8

const blockingLines = (account: Account, names: Names, style: Style): ReadonlyArray<string> => {
  const { blocking } = account
  if (blocking.length === 0) return ["  none"]
  const groups = Map.groupBy(blocking, ({ call }) => `${call.thread} ${call.name}`)
  const totals = [...groups.values()].map((group) => {
    const [first] = group
    const longest = Math.max(...group.map(({ call }) => call.endMicros - call.startMicros))
    const who = column(names.get(first?.call.thread ?? 0))
    const often = `${group.length} times, at most ${millis(longest)}`
    return `  ${who} ${column(first?.call.name)} ${often}`
  })
  const telling = blocking.filter(({ ready, hold }) => ready.length > 0 || hold !== undefined)
  const shown = telling
    .toSorted((left, right) => durationOf(right) - durationOf(left))
    .slice(0, readyShownMax)
  const rest = telling.length - shown.length
  return [
    ...totals,
    ...(shown.length === 0 ? [] : [style.faint("  while others were ready:")]),
    ...shown.map((each) => blockingLine(account, each, names, style)),
    ...(rest === 0 ? [] : [style.faint(`  and ${many(rest, "more call")}: see --json`)])
  ]
}

const durationOf = ({ call }: BlockingCall): number => call.endMicros - call.startMicros

const blockingLine = (
  account: Account,
  { call, path, ready, verdict }: BlockingCall,
  names: Names,
  style: Style
): string => {
  const at = millis(call.startMicros - account.recording.startedMicros)
  const lasted = millis(call.endMicros - call.startMicros)
  const connections = ready.map((port) => connectionName(account, port)).join(", ")
  const waiting = ready.length === 0 ? "none" : `connection ${connections}`
  const who = names.get(call.thread) ?? ""
  const where = `${who} in ${call.name} ${path} at ${at} for ${lasted}`
  const text = `    ${where}; ready meanwhile: ${waiting}`
  return verdict === "violation" ? style.bad(`${text}: VIOLATION`) : text
}

const holdLines = (account: Account, names: Names, style: Style): ReadonlyArray<string> => {
  const { holds, recording } = account
  const { unheld } = recording
  if (unheld !== null) return [style.note(`  nothing was held, so there are notes only: ${unheld}`)]
  const missed = held.filter((each) => holds.every(({ hold }) => hold.operation !== each))
  return [
    ...holds.map((each) => holdLine(each, names, style)),
    ...missed.map((each) =>
      style.note(`  ${each}: not exercised, for the server never asked the disk for it`)
    )
  ]
}

const holdLine = (account: HoldAccount, names: Names, style: Style): string => {
  const { hold, call, probes, answered, waiter, verdict } = account
  const who = names.get(hold.thread) ?? `thread ${hold.thread}`
  const where = waiter === undefined ? "of which no call was seen" : (call?.name ?? "a page fault")
  const lasted = millis(hold.releasedMicros - hold.heldMicros)
  const text =
    `  ${hold.operation} of ${hold.path}, held for ${lasted}: ` +
    `${who} waited (${where}); ${answered} of ${probes} probes were answered before the release`
  const own = answered > 0 ? ", none of which was its own" : ""
  if (verdict === "violation") return style.bad(`${text}${own}: VIOLATION`)
  return probes > 0 && answered === 0
    ? style.note(`${text}, and yet no dispatcher was seen to wait for the disk`)
    : text
}

const unreadableShownMax = 5

const recordingLines = (account: Account, style: Style): ReadonlyArray<string> => {
  const { lines, calls, unreadable } = account
  return [
    style.faint(
      `${many(lines, "line")} of strace, ${many(calls, "call")} while it served, ` +
        `${many(unreadable.length, "line")} that can't be read`
    ),
    ...unreadable
      .slice(0, unreadableShownMax)
      .map(({ line, text }) => style.note(`  line ${line}: ${text.slice(0, 160)}`))
  ]
}
