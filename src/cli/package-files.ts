/** Files that the package brings along: found beside the sources in a checkout, beside the bundle in a package. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const rootUrl = new URL(import.meta.url.endsWith(".ts") ? "../../" : "../", import.meta.url)

/** The program itself, as a command that starts it again. */
export const ownCommand = (): ReadonlyArray<string> => [
  process.execPath,
  fileURLToPath(
    new URL(import.meta.url.endsWith(".ts") ? "./main.ts" : import.meta.url, import.meta.url)
  )
]

export const readPackageFile = (name: string): string =>
  readFileSync(new URL(name, rootUrl), "utf8")

/** Texts of all TypeScript files below a folder; none where the folder was not shipped. */
export const readSources = (
  folder: string
): ReadonlyArray<{ readonly file: string; readonly text: string }> => {
  const url = new URL(folder, rootUrl)
  if (!existsSync(url)) return []
  return readdirSync(url, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .toSorted()
    .map((name) => ({
      file: `${folder}${name}`,
      text: readFileSync(new URL(`${folder}${name}`, rootUrl), "utf8")
    }))
}

/** The path of a folder that the package brings along. */
export const packageFolder = (name: string): string => fileURLToPath(new URL(name, rootUrl))
