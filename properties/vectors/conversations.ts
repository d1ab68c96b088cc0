/** Conversation vectors: written scenes, with what the reference machine answers as the outcome. */
import { Expecting } from "../../src/conformance/vectors/expectation.ts"
import { readHead, toldBytes } from "../../src/conformance/vectors/answer.ts"
import type {
  AnswerPattern,
  Conversation,
  ConversationOutcome
} from "../../src/conformance/vectors/format.ts"
import { Host } from "../../src/conformance/vectors/host.ts"
import { settingsOf } from "../../src/conformance/vectors/settings.ts"
import { type TransitionId, transitionIds } from "../../src/state-machine/rules.ts"
import { step } from "../../src/state-machine/server.ts"
import { findScenes } from "./conversations/find.ts"
import { headerScenes } from "./conversations/header.ts"
import { readScenes } from "./conversations/read.ts"
import { file, hello, long, nowSeconds, type Other, type Scene } from "./conversations/scene.ts"
import { sendScenes } from "./conversations/send.ts"

const scenes: ReadonlyArray<Scene> = [...readScenes, ...findScenes, ...headerScenes, ...sendScenes]

const allFiles = [hello, file("/a.txt", "a"), long]

/** Only the files that the requests name, so that a vector holds what it needs. */
const filesOf = ({ files, script }: Scene): Conversation["files"] => {
  const requests = script.flatMap((move) => ("send" in move ? move.send : [])).join("")
  return files ?? allFiles.filter(({ path }) => requests.includes(path))
}

interface Played {
  readonly rules: ReadonlySet<string>
  readonly outcome: ConversationOutcome
}

/** The reference in the world of the conversation. */
const play = (conversation: Conversation): Played => {
  const settings = settingsOf(conversation.settings)
  const expecting = new Expecting(settings, conversation.tagsAreVersions === true)
  const host = new Host(conversation)
  const rules = new Set<string>()
  const answers: Array<AnswerPattern> = []
  const moves = [...conversation.script]
  for (;;) {
    const event = host.next()
    if (event === undefined) {
      const move = moves.shift()
      if (move === undefined) break
      if (!host.make(move)) throw new Error(`${conversation.id}: a move can't be made`)
      continue
    }
    const { commands } = step(expecting.state, event)
    const outcome = expecting.take(event)
    for (const rule of outcome.rules) rules.add(rule)
    for (const command of outcome.commands)
      if (command._tag === "Send" && "answer" in command) answers.push(command.answer)
    for (const command of commands) host.perform(command)
  }
  return { rules, outcome: { responses: withBodies(answers, host.output), end: host.end } }
}

/** Slices of files become the octets that were sent. */
const withBodies = (
  answers: ReadonlyArray<AnswerPattern>,
  output: string
): ReadonlyArray<AnswerPattern> => {
  let rest = output
  const whole = answers.map((answer) => {
    const head = readHead(rest)
    if (typeof head === "string") throw new Error(`the reference sent ${head}`)
    const bodyBytes = answer.body === "none" ? 0 : (toldBytes(head) ?? 0)
    const text = rest.slice(head.lengthBytes, head.lengthBytes + bodyBytes)
    rest = rest.slice(head.lengthBytes + bodyBytes)
    return typeof answer.body === "string" ? answer : { ...answer, body: { text } }
  })
  if (rest !== "") throw new Error("the reference sent more than its answers")
  return whole
}

const closed: ConversationOutcome = { responses: [], end: "finished" }

const otherOutcome = (
  conversation: Conversation,
  { script, refuses }: Other
): ConversationOutcome => {
  if (script === undefined) return closed
  const { outcome } = play({ ...conversation, script })
  if (refuses === undefined) return outcome
  return { ...outcome, responses: outcome.responses.map((each) => ({ ...each, status: ["4xx"] })) }
}

const conversationOf = (scene: Scene): Conversation => {
  const empty: Conversation = {
    id: scene.id,
    title: scene.title,
    settings: scene.settings ?? {},
    unixSeconds: nowSeconds,
    files: filesOf(scene),
    script: scene.script,
    ...(scene.tagsAreVersions === undefined ? {} : { tagsAreVersions: true }),
    rules: [],
    allowed: []
  }
  const { rules, outcome } = play(empty)
  const others = (scene.others ?? []).map((other) => ({
    ...otherOutcome(empty, other),
    because: other.because
  }))
  const taken = transitionIds.filter((rule) => rules.has(rule))
  const [chapter = "", name = ""] = scene.id.split("/")
  const about = `${chapter}/${name}`
  const isTransition = transitionIds.includes(about as TransitionId)
  if (isTransition ? !rules.has(about) : !scene.shows?.some((rule) => rule === about))
    throw new Error(`${scene.id} does not show ${about}`)
  return { ...empty, rules: [...taken, ...(scene.shows ?? [])], allowed: [outcome, ...others] }
}

export const makeConversations = (): ReadonlyArray<Conversation> => scenes.map(conversationOf)
