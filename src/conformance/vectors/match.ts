/** What an implementation did against what a vector allows: equal, or the first difference in words. */
import type { Command, Part } from "../../state-machine/command.ts"
import { type Difference, headDifference, quoted, readHead, toldBytes } from "./answer.ts"
import { lengthOf } from "./answer-pattern.ts"
import type { AnswerPattern, CommandPattern, Outcome } from "./format.ts"

/** A step of an implementation, with the numbers of the vector. */
export interface Answered {
  readonly commands: ReadonlyArray<Command>
  readonly rules?: ReadonlyArray<string>
}

/** The difference from the outcome that comes nearest; undefined if one of them is met. */
export const difference = (
  allowed: ReadonlyArray<Outcome>,
  answered: Answered
): Difference | undefined => {
  let nearest: Difference | undefined
  for (const outcome of allowed) {
    const found = outcomeDifference(outcome, answered)
    if (found === undefined) return undefined
    nearest ??= found
  }
  return nearest ?? { allowed: "nothing", found: shownCommands(answered.commands) }
}

/** Commands before rules: rules are told by whoever likes, and follow from what is wrong with the commands. */
const outcomeDifference = (outcome: Outcome, answered: Answered): Difference | undefined =>
  commandsDifference(outcome, answered.commands) ?? rulesDifference(outcome, answered)

const rulesDifference = (outcome: Outcome, { rules }: Answered): Difference | undefined =>
  rules === undefined || rules.join(" ") === outcome.rules.join(" ")
    ? undefined
    : { allowed: `rules ${outcome.rules.join(" ")}`, found: `rules ${rules.join(" ")}` }

const commandsDifference = (
  outcome: Outcome,
  found: ReadonlyArray<Command>
): Difference | undefined => {
  const { commands, order = [], optional = [] } = outcome
  const places = new Map<number, number>()
  const extra: Array<Command> = []
  for (const [at, command] of found.entries()) {
    const index = commands.findIndex(
      (pattern, each) => !places.has(each) && commandDifference(pattern, command) === undefined
    )
    if (index === -1) extra.push(command)
    else places.set(index, at)
  }
  const missing = commands.filter((_, index) => !places.has(index) && !optional.includes(index))
  const [wanted] = missing
  if (wanted !== undefined) {
    const instead = extra.find((command) => command._tag === wanted._tag)
    if (instead === undefined)
      return {
        allowed: shownPattern(wanted),
        found: `no ${wanted._tag} in ${shownCommands(found)}`
      }
    return commandDifference(wanted, instead)
  }
  const [more] = extra
  if (more !== undefined) return { allowed: "nothing more", found: shownCommand(more) }
  for (const [first, second] of order) {
    const [before, after] = [places.get(first), places.get(second)]
    if (before === undefined || after === undefined || before < after) continue
    return {
      allowed: `${commands[first]?._tag} before ${commands[second]?._tag}`,
      found: `${commands[second]?._tag} first`
    }
  }
  return undefined
}

const commandDifference = (pattern: CommandPattern, found: Command): Difference | undefined => {
  const other = { allowed: shownPattern(pattern), found: shownCommand(found) }
  if (pattern._tag !== found._tag) return other
  if (pattern._tag === "Send" && found._tag === "Send") {
    if (pattern.connection !== found.connection) return other
    return "answer" in pattern
      ? sendDifference(pattern.answer, found.parts)
      : partsDifference(pattern.parts, found.parts)
  }
  if (pattern._tag === "Log" && found._tag === "Log") {
    const { status, bodyBytes, ...wanted } = pattern.record
    const { status: ownStatus, bodyBytes: ownBytes, ...own } = found.record
    const statusFits = status.some(
      (one) => one === ownStatus || (one === "4xx" && ownStatus >= 400 && ownStatus < 500)
    )
    const bytesFit = bodyBytes === "own" ? ownBytes >= 0 : bodyBytes === ownBytes
    return statusFits && bytesFit && same(wanted, own) ? undefined : other
  }
  return same(pattern, found) ? undefined : other
}

const partsDifference = (
  wanted: ReadonlyArray<Part>,
  found: ReadonlyArray<Part>
): Difference | undefined =>
  same(merged(wanted), merged(found))
    ? undefined
    : { allowed: shownParts(wanted), found: shownParts(found) }

/** The first `Send` of an answer: a head, and as much of the body as goes with it. */
const sendDifference = (
  pattern: AnswerPattern,
  parts: ReadonlyArray<Part>
): Difference | undefined => {
  const [first, ...rest] = merged(parts)
  const wanted = `an answer, status ${pattern.status.join(" or ")}`
  if (first?._tag !== "Text") return { allowed: wanted, found: shownParts(parts) }
  const head = readHead(first.text)
  if (typeof head === "string") return { allowed: wanted, found: head }
  const wrong = headDifference(pattern, head)
  if (wrong !== undefined) return wrong
  const text = first.text.slice(head.lengthBytes)
  const after: ReadonlyArray<Part> = text === "" ? rest : [{ _tag: "Text", text }, ...rest]
  return bodyDifference(pattern.body, after, toldBytes(head))
}

const bodyDifference = (
  body: AnswerPattern["body"],
  parts: ReadonlyArray<Part>,
  told: number | undefined
): Difference | undefined => {
  if (body === "none")
    return parts.length === 0 ? undefined : { allowed: "no body", found: shownParts(parts) }
  if (body === "free") {
    const bytes = lengthOf(parts)
    const fits = bytes === told && parts.every((part) => part._tag === "Text")
    return fits
      ? undefined
      : { allowed: `a body of ${told} octets, as Content-Length says`, found: `${bytes} octets` }
  }
  return partsDifference("text" in body ? [{ _tag: "Text", text: body.text }] : body.parts, parts)
}

/** Texts that follow each other are one: how they are cut is nobody's business. */
export const merged = (parts: ReadonlyArray<Part>): ReadonlyArray<Part> => {
  const whole: Array<Part> = []
  for (const part of parts) {
    const last = whole.at(-1)
    if (part._tag === "Text" && last?._tag === "Text")
      whole[whole.length - 1] = { _tag: "Text", text: last.text + part.text }
    else if (part._tag !== "Text" || part.text !== "") whole.push(part)
  }
  return whole
}

/** Equal as JSON, in whatever order the members stand. */
export const same = (first: unknown, second: unknown): boolean => {
  if (typeof first !== "object" || typeof second !== "object" || first === null || second === null)
    return first === second
  const keys = Object.keys(first)
  return (
    Array.isArray(first) === Array.isArray(second) &&
    keys.length === Object.keys(second).length &&
    keys.every((key) => key in second && same(Reflect.get(first, key), Reflect.get(second, key)))
  )
}

const shownParts = (parts: ReadonlyArray<Part>): string =>
  parts.length === 0 ? "nothing" : quoted(JSON.stringify(parts), 300)

const shown = (command: object & { readonly _tag: string }): string => {
  const { _tag, ...members } = command
  const text = Object.keys(members).length === 0 ? "" : ` ${JSON.stringify(members)}`
  return text.length > 300 ? `${_tag}${text.slice(0, 300)}…` : `${_tag}${text}`
}

const shownCommand = (command: Command): string => shown(command)
const shownPattern = (pattern: CommandPattern): string => shown(pattern)
const shownCommands = (commands: ReadonlyArray<Command>): string =>
  commands.length === 0 ? "no commands" : commands.map(({ _tag }) => _tag).join(" ")
