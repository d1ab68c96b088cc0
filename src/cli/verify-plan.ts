/** From what was typed to what is run: subject, profile, expectations, cases; each mistake is told in one line. */
import { existsSync } from "node:fs"
import * as path from "node:path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ActiveCase, Level } from "../conformance/case.ts"
import { activeCases, passiveCases } from "../conformance/cases/index.ts"
import type { PassiveCase } from "../conformance/cases/passive.ts"
import { Expectations } from "../conformance/expectations.ts"
import { type Multiplier, multipliers } from "../conformance/multipliers/multiplier.ts"
import type { Profile } from "../conformance/profile.ts"
import { select, type Selection } from "../conformance/select.ts"
import { parseSubject, type SubjectDescription } from "../conformance/subject/description.ts"
import { type Ended, usage } from "./outcome.ts"
import { packageFolder } from "./package-files.ts"
import { findPreset, type Preset, presetsOn, profileIn, readJson, readProfile } from "./presets.ts"
import type { VerifyGiven } from "./verify-flags.ts"

export interface Plan {
  readonly subject: SubjectDescription
  readonly profile: Partial<Profile>
  readonly expectations: Expectations | ReadonlyArray<Expectations> | undefined
  /** Where an update is written. */
  readonly expectFile: string | undefined
}

export interface Chosen {
  readonly cases: ReadonlyArray<ActiveCase>
  readonly multipliers: ReadonlyArray<Multiplier>
  readonly passive: ReadonlyArray<PassiveCase>
}

const complaint = (line: string): Ended => usage(`amped verify: ${line}`)

const levels: ReadonlyArray<Level> = ["MUST", "SHOULD", "MAY", "security", "operations", "policy"]

/** Fails where nothing is chosen. */
export const chooseCases = Effect.fnUntraced(function* (given: VerifyGiven) {
  const wrong = given.level.find((level) => !levels.some((one) => one === level))
  if (wrong !== undefined)
    return yield* complaint(`--level ${wrong} is none; give one of ${levels.join(", ")}`)
  const selection: Selection = {
    ids: given.case,
    skipped: given.skip,
    requirements: given.requirement,
    levels: levels.filter((level) => given.level.includes(level)),
    tags: given.tag
  }
  const chosen: Chosen = {
    cases: select(activeCases, selection),
    multipliers: select(multipliers, selection),
    passive: select(passiveCases, selection)
  }
  if (chosen.cases.length + chosen.multipliers.length + chosen.passive.length === 0)
    return yield* complaint("no case is chosen so; see: amped verify --list")
  return chosen
})

const presetOf = Effect.fnUntraced(function* (given: VerifyGiven) {
  const name = Option.getOrUndefined(given.preset)
  const file = Option.getOrUndefined(given.profile)
  if (name === undefined) return file === undefined ? undefined : profileIn(file)
  const preset = yield* findPreset("amped verify", name, ["servers"])
  return { ...preset, profileFile: file ?? preset.profileFile }
})

const readList = (file: string): Effect.Effect<Expectations, Ended> =>
  readJson("amped verify", file, Expectations, "list of expectations")

export const planOf = Effect.fnUntraced(function* (given: VerifyGiven) {
  const preset = yield* presetOf(given)
  const file = preset === undefined ? {} : yield* readProfile("amped verify", preset.profileFile)
  const { $schema: _schema, name: _name, command: declared = [], ...profile } = file
  const isOther = given.command.length > 0 || Option.isSome(given.url)
  const subject = yield* parseSubject({
    command: isOther ? given.command : declared,
    ...defined("url", given.url),
    ...defined("root", given.root),
    ...defined("port", given.port),
    ...defined("hostname", given.host),
    ...(isOther || preset === undefined ? {} : { folder: preset.folder })
  }).pipe(Effect.mapError((error) => complaint(error.message)))
  const expectFile = Option.getOrUndefined(given.expect)
  if (given.updateExpect && (expectFile === undefined || expectFile === "none"))
    return yield* complaint("--update-expect writes the file of --expect; name one")
  const seed = Option.getOrUndefined(given.seed)
  const timeoutSeconds = Option.getOrUndefined(given.timeout)
  return {
    subject,
    expectFile,
    profile: {
      ...profile,
      ...(seed === undefined ? {} : { seed }),
      ...(timeoutSeconds === undefined ? {} : { deadlineMillis: timeoutSeconds * 1_000 })
    },
    expectations: yield* expectationsOf(given, preset)
  } satisfies Plan
})

const defined = <Name extends string, Value>(
  name: Name,
  value: Option.Option<Value>
): { readonly [Key in Name]?: Value } =>
  // The type of a computed key is not followed by the compiler.
  (Option.isSome(value) ? { [name]: value.value } : {}) as { readonly [Key in Name]?: Value }

const expectationsOf = Effect.fnUntraced(function* (
  given: VerifyGiven,
  preset: Preset | undefined
) {
  const file = Option.getOrUndefined(given.expect)
  if (file === "none") return undefined
  // A list that is to be written may not be there yet.
  if (file !== undefined && given.updateExpect && !existsSync(file)) return undefined
  if (file !== undefined) return yield* readList(file)
  if (Option.isSome(given.preset) && preset !== undefined)
    return yield* readList(path.join(preset.folder, "expect.json"))
  return yield* Effect.forEach(presetsOn("servers"), (name) =>
    readList(path.join(packageFolder("servers"), name, "expect.json"))
  )
})
