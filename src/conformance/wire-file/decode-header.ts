/** The header of a wire file: each name once, no other names, and each value of its kind. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { defaultProfile, Profile } from "../profile.ts"
import { Level, Verdict } from "../reports/event.ts"
import { type Line, type Read, unreadable } from "./lines.ts"
import type { WireFile } from "./wire-file.ts"
import { parseJson, parseList, parseValue } from "./words.ts"

const names: ReadonlySet<string> = new Set([
  "case",
  "title",
  "level",
  "clauses",
  "verdict",
  "outcome",
  "expected",
  "found",
  "reason",
  "subject",
  "server",
  "started",
  "seed",
  "host",
  "entity-tag",
  "last-modified",
  "secret",
  "profile"
])

type Fields = ReadonlyMap<string, Line>

const fieldsIn = (lines: ReadonlyArray<Line>): Read<Fields> => {
  const fields = new Map<string, Line>()
  for (const line of lines) {
    const at = line.text.indexOf(": ")
    const name = line.text.slice(0, Math.max(0, at))
    if (!names.has(name)) return unreadable(line, "no line of a header")
    if (fields.has(name)) return unreadable(line, `a second ${name}`)
    fields.set(name, { ...line, text: line.text.slice(at + 2) })
  }
  return Result.succeed(fields)
}

const isLevel = Schema.is(Level)
const isVerdict = Schema.is(Verdict)
const isProfile = Schema.is(Profile)

const guarded =
  <Value extends string>(is: (text: unknown) => text is Value) =>
  (text: string): Value | undefined =>
    is(text) ? text : undefined

const parseSeed = (text: string): number | undefined =>
  /^-?\d{1,15}$/.test(text) ? Number(text) : undefined

/** What a later version knows besides has the value that it has where nobody declares it. */
const parseProfile = (text: string): Profile | undefined => {
  const value = parseJson(text)
  if (typeof value !== "object" || value === null) return undefined
  const profile: unknown = { ...defaultProfile, ...value }
  return isProfile(profile) ? profile : undefined
}

export const decodeHeader = (lines: ReadonlyArray<Line>): Read<Omit<WireFile, "connections">> =>
  Result.gen(function* () {
    const fields = yield* fieldsIn(lines)
    const behind: Line = { number: lines.length + 2, text: "" }
    const required = <Value>(
      name: string,
      parse: (text: string) => Value | undefined
    ): Read<Value> => {
      const line = fields.get(name)
      if (line === undefined) return unreadable(behind, `the header ends without ${name}`)
      const value = parse(line.text)
      return value === undefined ? unreadable(line, `no value of ${name}`) : Result.succeed(value)
    }
    const perhaps = (name: string): Read<string | undefined> =>
      fields.has(name) ? required(name, parseValue) : Result.succeed(undefined)
    const reason = yield* perhaps("reason")
    const seed = yield* required("seed", parseSeed)
    const profile = yield* required("profile", parseProfile)
    return {
      caseId: yield* required("case", parseValue),
      title: yield* required("title", parseValue),
      level: yield* required("level", guarded(isLevel)),
      clauses: yield* required("clauses", parseList),
      verdict: yield* required("verdict", guarded(isVerdict)),
      outcome: yield* required("outcome", parseValue),
      expected: yield* required("expected", parseValue),
      found: yield* required("found", parseValue),
      ...(reason === undefined ? {} : { reason }),
      subject: yield* required("subject", parseValue),
      started: yield* required("started", parseValue),
      facts: {
        host: yield* required("host", parseValue),
        server: yield* perhaps("server"),
        entityTag: yield* perhaps("entity-tag"),
        lastModified: yield* perhaps("last-modified"),
        secret: yield* perhaps("secret"),
        rootFolder: undefined,
        profile: { ...profile, seed }
      }
    }
  })
