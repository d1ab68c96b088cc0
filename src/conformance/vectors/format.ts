/**
 * The files in `spec/vectors/` as schemas: what they hold, and what an implementation may answer. The
 * published `schema.json` is made from these; INTERPRETING.md says what they mean.
 */
import * as Schema from "effect/Schema"
import { AccessRecord, Command, Part } from "../../state-machine/command.ts"
import { ConnectionId, Event } from "../../state-machine/event.ts"
import { defaultLimits, type Limits } from "../../state-machine/limits.ts"

/** Changes when a reader of the old files would read the new ones wrongly, and for nothing else. */
export const formatName = "amped-vectors/1"

const Natural = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

// oxlint-disable-next-line no-control-regex -- every octet is meant, control characters too
export const OctetText = Schema.String.check(Schema.isPattern(/^[\u0000-\u00ff]*$/)).annotate({
  identifier: "OctetText",
  description: "Octets as text: the character U+00NN stands for the octet NN; none is above U+00FF"
})

export const VectorId = Schema.String.check(
  Schema.isPattern(/^[a-z]+\/[a-z-]+\/[a-z0-9-]+$/)
).annotate({ identifier: "VectorId", description: "chapter/rule/case; never given twice" })

export const RuleName = Schema.String.check(Schema.isPattern(/^[a-z]+\/[a-z-]+$/)).annotate({
  identifier: "RuleName",
  description: "A rule of the specification: a heading in spec/CHAPTER.md"
})

const limitNames = Object.keys(defaultLimits) as ReadonlyArray<keyof Limits>
const limitFields = <Value extends Schema.Constraint>(value: Value) =>
  Object.fromEntries(limitNames.map((name) => [name, value])) as Record<keyof Limits, Value>

const policyFields = {
  indexNames: Schema.Array(Schema.String),
  hiddenServed: Schema.Boolean,
  serverName: Schema.String,
  boundary: Schema.String
}

/** What holds in every vector that doesn't say otherwise: `defaults.json`. */
export const WholeSettings = Schema.Struct({
  limits: Schema.Struct(limitFields(Natural)),
  policy: Schema.Struct(policyFields)
}).annotate({ identifier: "Settings" })

/** What a vector has otherwise. */
export const Overrides = Schema.Struct({
  limits: Schema.optionalKey(Schema.Struct(limitFields(Schema.optionalKey(Natural)))),
  policy: Schema.optionalKey(
    Schema.Struct({
      indexNames: Schema.optionalKey(policyFields.indexNames),
      hiddenServed: Schema.optionalKey(policyFields.hiddenServed)
    })
  )
}).annotate({ identifier: "Overrides" })
export type Overrides = typeof Overrides.Type

const { Received, Sent, ...otherEvents } = Event.cases

/** An event in a file: bytes as text, and `rest` for all that a `Send` has not reported yet. */
export const VectorEvent = Schema.Union([
  Received.mapFields((fields) => ({ ...fields, bytes: OctetText })),
  Sent.mapFields((fields) => ({
    ...fields,
    bytes: Schema.Union([Schema.Int, Schema.Literal("rest")])
  })),
  ...Object.values(otherEvents)
]).annotate({ identifier: "Event" })
export type VectorEvent = typeof VectorEvent.Type

/** Statuses that are right; `4xx` stands for all of them. */
const Statuses = Schema.Array(Schema.Union([Schema.Int, Schema.Literal("4xx")]))

export const AnswerPattern = Schema.Struct({
  status: Statuses,
  /** Names in lower case. A value in braces is one of the holes of INTERPRETING.md. */
  fields: Schema.Record(Schema.String, OctetText),
  absent: Schema.Array(Schema.String),
  /** `free`: as many octets of text as `Content-Length` says. */
  body: Schema.Union([
    Schema.Literals(["none", "free"]),
    Schema.Struct({ text: OctetText }),
    Schema.Struct({ parts: Schema.Array(Part) })
  ])
}).annotate({ identifier: "Answer" })
export type AnswerPattern = typeof AnswerPattern.Type

const { Send, Log: _, ...otherCommands } = Command.cases

export const CommandPattern = Schema.Union([
  /** The first `Send` of an answer: its head is free in form. */
  Schema.TaggedStruct("Send", { connection: ConnectionId, answer: AnswerPattern }),
  Send,
  Schema.TaggedStruct("Log", {
    record: AccessRecord.mapFields((fields) => ({
      ...fields,
      status: Statuses,
      /** `own`: of a body whose text is free. */
      bodyBytes: Schema.Union([Schema.Int, Schema.Literal("own")])
    }))
  }),
  ...Object.values(otherCommands)
]).annotate({ identifier: "Command" })
export type CommandPattern = typeof CommandPattern.Type

export const Outcome = Schema.Struct({
  rules: Schema.Array(RuleName),
  commands: Schema.Array(CommandPattern),
  /** Pairs of positions in `commands`: the first is to be started before the second. No other order is owed. */
  order: Schema.optionalKey(Schema.Array(Schema.Tuple([Natural, Natural]))),
  /** Positions in `commands` of those that change nothing here and may be left out. */
  optional: Schema.optionalKey(Schema.Array(Natural)),
  /** Why this is right as well; absent from the first outcome. */
  because: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "Outcome" })
export type Outcome = typeof Outcome.Type

export const StepVector = Schema.Struct({
  id: VectorId,
  settings: Overrides,
  given: Schema.Array(VectorEvent),
  /** A right implementation may have left this course before the end of `given`. */
  otherCourses: Schema.optionalKey(Schema.Literal(true)),
  /** For people: where `given` leads, in the words of the specification. */
  state: Schema.Unknown,
  event: VectorEvent,
  allowed: Schema.Array(Outcome)
}).annotate({ identifier: "StepVector" })
export type StepVector = typeof StepVector.Type

export const VectorFile = Schema.Struct({
  path: Schema.String,
  kind: Schema.Literals(["file", "directory", "special", "outside", "forbidden", "failing"]),
  content: Schema.optionalKey(OctetText),
  version: Schema.optionalKey(Schema.String),
  modifiedSeconds: Schema.optionalKey(Schema.Int),
  mediaType: Schema.optionalKey(Schema.String),
  settled: Schema.optionalKey(Schema.Boolean)
}).annotate({ identifier: "File" })
export type VectorFile = typeof VectorFile.Type

export const Move = Schema.Union([
  /** The client sends bytes; each element arrives by itself. */
  Schema.Struct({ send: Schema.Array(OctetText) }),
  /** The client closes its sending half. */
  Schema.Struct({ end: Schema.Literal(true) }),
  /** The timer of the connection fires. */
  Schema.Struct({ timer: Schema.Literal("connection") }),
  Schema.Struct({ clock: Schema.Int }),
  /** From here on the client's side takes so many octets at once. */
  Schema.Struct({ takes: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)) }),
  /** The file is another one from here on. */
  Schema.Struct({ change: VectorFile })
]).annotate({ identifier: "Move" })
export type Move = typeof Move.Type

export const endings = ["open", "finished", "closed", "reset"] as const

export const ConversationOutcome = Schema.Struct({
  responses: Schema.Array(AnswerPattern),
  end: Schema.Literals(endings),
  because: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "ConversationOutcome" })
export type ConversationOutcome = typeof ConversationOutcome.Type

export const Conversation = Schema.Struct({
  id: VectorId,
  title: Schema.String,
  settings: Overrides,
  unixSeconds: Schema.Int,
  files: Schema.Array(VectorFile),
  script: Schema.Array(Move),
  /** The requests hold entity tags of the form `"VERSION"`: an implementation with other tags can't play it. */
  tagsAreVersions: Schema.optionalKey(Schema.Literal(true)),
  /** The transitions that the reference takes; other rules that the conversation shows. */
  rules: Schema.Array(RuleName),
  allowed: Schema.Array(ConversationOutcome)
}).annotate({ identifier: "Conversation" })
export type Conversation = typeof Conversation.Type

export const StepFile = Schema.Struct({
  format: Schema.Literal(formatName),
  kind: Schema.Literal("steps"),
  vectors: Schema.Array(StepVector)
}).annotate({ identifier: "StepFile" })

export const ConversationFile = Schema.Struct({
  format: Schema.Literal(formatName),
  kind: Schema.Literal("conversations"),
  vectors: Schema.Array(Conversation)
}).annotate({ identifier: "ConversationFile" })

export const DefaultsFile = Schema.Struct({
  format: Schema.Literal(formatName),
  kind: Schema.Literal("defaults"),
  settings: WholeSettings
}).annotate({ identifier: "DefaultsFile" })

/** Every rule with the vectors that show it, or the reason why none does. */
export const IndexFile = Schema.Struct({
  format: Schema.Literal(formatName),
  kind: Schema.Literal("index"),
  rules: Schema.Record(RuleName, Schema.Union([Schema.Array(VectorId), Schema.String]))
}).annotate({ identifier: "IndexFile" })

/** Any file of the folder. */
export const AnyFile = Schema.Union([StepFile, ConversationFile, DefaultsFile, IndexFile])

/** What an implementation answers to an event. Unknown members are its own business. */
export const Reply = Schema.Union([
  Schema.Struct({
    commands: Schema.Array(Command),
    rules: Schema.optionalKey(Schema.Array(Schema.String))
  }),
  Schema.Struct({ unsupported: Schema.String })
])
export type Reply = typeof Reply.Type

/** What it answers to `start`. */
export const StartReply = Schema.Union([
  Schema.Struct({ ready: Schema.Literal(true) }),
  Schema.Struct({ unsupported: Schema.String })
])
export type StartReply = typeof StartReply.Type
