/** From an entry to a command that can be started anywhere: `{port}`, `{root}` and `{scratch}` are left in it. */
import { execFile } from "node:child_process"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { LaboratoryServer } from "./catalogue.ts"

const folder = fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "")

export const sourceOf = ({ id, language }: LaboratoryServer): string => {
  const ending = { node: "ts", python: "py", c: "c" }[language]
  return path.join(folder, language, `${id.slice(language.length + 1)}.${ending}`)
}

/** `programs` is a folder for what is compiled; whoever gives it removes it. */
export const commandOf = async (
  server: LaboratoryServer,
  programs: string
): Promise<ReadonlyArray<string>> => {
  const program = path.join(programs, server.id)
  if (server.language === "c")
    await promisify(execFile)("gcc", [
      ...["-O2", "-Wall", "-Wextra", "-Werror", "-pthread"],
      ...["-o", program, sourceOf(server)]
    ])
  return server.command.map((argument) =>
    argument.replaceAll("{folder}", folder).replaceAll("{program}", program)
  )
}
