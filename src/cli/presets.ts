/** Servers whose configuration the package brings along: a folder each, with a profile that says how it is started. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import * as path from "node:path"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ProfileFile } from "../conformance/profile.ts"
import { type Ended, usage } from "./outcome.ts"
import { packageFolder } from "./package-files.ts"

/** The folder of a server that is shipped, or the one in which a profile lies. */
export interface Preset {
  readonly folder: string
  readonly profileFile: string
}

/** `servers` have lists of known deviations; `architectures` are known for how they wait. */
export type Shelf = "servers" | "servers/architectures"

export const presetsOn = (shelf: Shelf): ReadonlyArray<string> => {
  const folder = packageFolder(shelf)
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => existsSync(path.join(folder, name, "profile.json")))
}

/** On the first shelf that has it. Fails with the names that there are. */
export const findPreset = (
  command: string,
  name: string,
  shelves: ReadonlyArray<Shelf>
): Effect.Effect<Preset, Ended> => {
  const shelf = shelves.find((each) => presetsOn(each).includes(name))
  if (shelf === undefined) {
    const names = new Set(shelves.flatMap(presetsOn))
    return Effect.fail(
      usage(`${command}: --preset ${name} is none; give one of ${[...names].join(", ")}`)
    )
  }
  const folder = path.join(packageFolder(shelf), name)
  return Effect.succeed({ folder, profileFile: path.join(folder, "profile.json") })
}

export const profileIn = (file: string): Preset => ({
  folder: path.dirname(path.resolve(file)),
  profileFile: file
})

export const readProfile = (command: string, file: string): Effect.Effect<ProfileFile, Ended> =>
  readJson(command, file, ProfileFile, "profile")

/** Fails with one line that says which file, and what of it can't be read. */
export const readJson = <Type>(
  command: string,
  file: string,
  schema: Schema.Codec<Type, unknown>,
  what: string
): Effect.Effect<Type, Ended> =>
  Effect.try({
    try: () => readFileSync(file, "utf8"),
    catch: (cause) => usage(`${command}: cannot read ${what} ${file}: ${reasonOf(cause)}`)
  }).pipe(
    Effect.flatMap((content) =>
      Schema.decodeUnknownEffect(Schema.fromJsonString(schema))(content).pipe(
        Effect.mapError((error) => {
          const reason = error.message.replaceAll(/\s*\n\s*/g, " ")
          return usage(`${command}: ${file} is no ${what}: ${reason}`)
        })
      )
    )
  )

/** The words of whatever was thrown. */
export const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause)
