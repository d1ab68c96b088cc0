import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Plugin } from "rolldown"

/** The folder of the installed package that a module belongs to, or nothing for our own sources. */
const packageFolder = (module: string): string | undefined => {
  if (!module.includes("/node_modules/")) return undefined
  for (let folder = dirname(module); folder.includes("/node_modules/"); folder = dirname(folder))
    if (existsSync(join(folder, "package.json")) && !folder.endsWith("/dist")) return folder
  return undefined
}

const licenseOf = (folder: string): string => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  const text = file === undefined ? "" : `\n\n${readFileSync(join(folder, file), "utf8").trim()}`
  return `${name} ${version} (${license})${text}`
}

/** Bundled libraries keep their notices: their licenses ask that every copy carries them. */
export const thirdPartyLicenses = (fileName: string): Plugin => ({
  name: "third-party-licenses",
  generateBundle() {
    const folders = new Set([...this.getModuleIds()].map(packageFolder))
    folders.delete(undefined)
    if (folders.size === 0) return
    const texts = [...folders].map((folder) => licenseOf(folder ?? "")).toSorted()
    this.emitFile({ type: "asset", fileName, source: texts.join("\n\n----\n\n") + "\n" })
  }
})
