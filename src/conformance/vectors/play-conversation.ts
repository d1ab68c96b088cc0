/** Plays a conversation: the world does what the implementation commands, and the client judges the bytes. */
import type { Event } from "../../state-machine/event.ts"
import { type Difference, headDifference, quoted, readHead, toldBytes } from "./answer.ts"
import type { AnswerPattern, Conversation, ConversationOutcome } from "./format.ts"
import { Host, Impossible } from "./host.ts"
import { type Implementation, passed, unsupported, type Verdict } from "./implementation.ts"
import { toWire } from "./play-step.ts"
import { settingsOf } from "./settings.ts"

/** More events than any conversation needs: a machine that asks for ever must come to an end here. */
const eventsMax = 2000

export const playConversation = async (
  vector: Conversation,
  implementation: Implementation
): Promise<Verdict> => {
  const begun = await implementation.start({
    vector: vector.id,
    settings: settingsOf(vector.settings),
    ...(vector.tagsAreVersions === undefined ? {} : { tagsAreVersions: true })
  })
  if ("unsupported" in begun) return unsupported(begun.unsupported)
  const host = new Host(vector)
  const stopped = await converse(vector, host, implementation)
  if (stopped !== undefined) return stopped
  const found = conversationDifference(vector.allowed, host)
  return found === undefined ? passed : { verdict: "wrong", detail: "to the client", ...found }
}

/** Undefined when all moves were made and nothing more happens. */
const converse = async (
  { script }: Conversation,
  host: Host,
  implementation: Implementation
): Promise<Verdict | undefined> => {
  const moves = [...script]
  for (let count = 0; count < eventsMax; count++) {
    const event = host.next()
    if (event === undefined) {
      const move = moves.shift()
      if (move === undefined) return undefined
      if (!host.make(move)) return unsupported("its own course: no timer of the connection runs")
      continue
    }
    const stopped = await take(event, host, implementation)
    if (stopped !== undefined) return stopped
  }
  const found = `none after ${eventsMax} events`
  return { verdict: "wrong", detail: "it does not come to rest", allowed: "an end", found }
}

const take = async (
  event: Event,
  host: Host,
  implementation: Implementation
): Promise<Verdict | undefined> => {
  const reply = await implementation.event(toWire(event))
  if ("unsupported" in reply) return unsupported(reply.unsupported)
  try {
    for (const command of reply.commands) host.perform(command)
    return undefined
  } catch (error) {
    if (!(error instanceof Impossible)) throw error
    const allowed = "commands that can be performed"
    return { verdict: "wrong", detail: `on ${event._tag}`, allowed, found: error.message }
  }
}

/** From the outcome that comes nearest, which is the one that differs last. */
export const conversationDifference = (
  allowed: ReadonlyArray<ConversationOutcome>,
  client: { readonly output: string; readonly end: string }
): Difference | undefined => {
  const differences = allowed.map((outcome) => outcomeDifference(outcome, client))
  return differences.includes(undefined) ? undefined : differences[0]
}

const outcomeDifference = (
  { responses, end }: ConversationOutcome,
  client: { readonly output: string; readonly end: string }
): Difference | undefined => {
  let rest = client.output
  for (const [index, pattern] of responses.entries()) {
    const nth = `response ${index + 1}`
    if (rest === "")
      return { allowed: `${nth}, status ${pattern.status.join(" or ")}`, found: `no ${nth}` }
    const read = responseDifference(pattern, rest)
    if (typeof read === "number") rest = rest.slice(read)
    else return { allowed: `${nth}: ${read.allowed}`, found: read.found }
  }
  if (rest !== "") return { allowed: "nothing more", found: quoted(rest) }
  if (client.end === end) return undefined
  return { allowed: `connection ${end}`, found: `connection ${client.end}` }
}

/** The octets of the response that the text begins with, or how it differs. */
const responseDifference = (pattern: AnswerPattern, text: string): number | Difference => {
  const head = readHead(text)
  if (typeof head === "string") return { allowed: "a head", found: head }
  const wrong = headDifference(pattern, head)
  if (wrong !== undefined) return wrong
  const { body } = pattern
  if (body === "none") return head.lengthBytes
  const told = toldBytes(head)
  const content = text.slice(head.lengthBytes, head.lengthBytes + (told ?? 0))
  if (told === undefined || content.length < told)
    return { allowed: "a body as long as Content-Length says", found: `${content.length} octets` }
  if (body !== "free" && !("text" in body)) throw new Error("a conversation knows texts, no slices")
  if (body !== "free" && content !== body.text)
    return { allowed: `body ${quoted(body.text)}`, found: `body ${quoted(content)}` }
  return head.lengthBytes + told
}
