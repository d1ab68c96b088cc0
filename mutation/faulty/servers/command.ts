/** From an entry to a command that can be started anywhere: what only a subject's start can know is left in it. */
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as Schema from "effect/Schema"
import { ProfileFile } from "../../../src/conformance/profile.ts"
import type { LaboratoryServer } from "./catalogue.ts"
import type { RealServer } from "./real-servers.ts"

const folderAt = (relative: string): string =>
  path.resolve(fileURLToPath(new URL(relative, import.meta.url)))

const folder = folderAt(".")
const configurations = folderAt("../../../servers/architectures")

export const sourceOf = ({ id, language }: LaboratoryServer): string => {
  const ending = { node: "ts", python: "py", c: "c" }[language]
  return path.join(folder, language, `${id.slice(language.length + 1)}.${ending}`)
}

const compile = (source: string, program: string) =>
  promisify(execFile)("gcc", [
    ...["-O2", "-Wall", "-Wextra", "-Werror", "-pthread"],
    ...["-o", program, source]
  ])

const laboratoryCommand = async (
  server: LaboratoryServer,
  programs: string
): Promise<ReadonlyArray<string>> => {
  const program = path.join(programs, server.id)
  if (server.language === "c") await compile(sourceOf(server), program)
  return server.command.map((argument) =>
    argument.replaceAll("{folder}", folder).replaceAll("{program}", program)
  )
}

const decodeProfile = Schema.decodeUnknownSync(Schema.fromJsonString(ProfileFile))

/** The command of a profile, with whole paths. */
const realCommand = ({ id }: RealServer): ReadonlyArray<string> => {
  const beside = path.join(configurations, id)
  const { command = [] } = decodeProfile(readFileSync(path.join(beside, "profile.json"), "utf8"))
  return command.map((argument) =>
    argument.replaceAll("{folder}", beside).replaceAll("{file:", `{file:${beside}${path.sep}`)
  )
}

/** `programs` is a folder for what is compiled; whoever gives it removes it. */
export const commandOf = async (
  server: LaboratoryServer | RealServer,
  programs: string
): Promise<ReadonlyArray<string>> =>
  "language" in server ? laboratoryCommand(server, programs) : realCommand(server)
