/**
 * The placeholders of a command. `{port}`, `{host}` (the address to listen on), `{socket}` (the path of a
 * Unix-domain socket), `{root}`, `{scratch}` (a folder for pid files and logs), `{folder}` (where the profile lies)
 * and `{node}` (the Node that runs us) stand for themselves. `{file:PATH}` is a configuration file with the same
 * placeholders, filled in and written to the scratch folder, for servers that take no port as an argument.
 */
import { rmSync } from "node:fs"
import * as fs from "node:fs/promises"
import * as os from "node:os"
import * as path from "node:path"
import { asLastResort } from "../last-resort.ts"

export interface Places {
  readonly port: number
  readonly host: string
  readonly socket: string
  readonly root: string
  readonly scratch: string
}

const filePlaceholder = /\{file:([^}]+)\}/g

export const hasFile = (argument: string): boolean => argument.search(filePlaceholder) !== -1

export interface Scratch {
  readonly folder: string
  readonly remove: () => Promise<void>
}

/** Somebody may still write into it, or remove it as well: we ourselves, when the program ends meanwhile. */
const gone = { recursive: true, force: true, maxRetries: 3 } as const

export const makeScratch = async (): Promise<Scratch> => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "amped-subject-"))
  const removed = asLastResort(() => rmSync(folder, gone))
  // Workers that have dropped their privileges write here too.
  await fs.chmod(folder, 0o777)
  return {
    folder,
    remove: async () => {
      await fs.rm(folder, gone)
      removed()
    }
  }
}

/** `{host}` and `{port}` are often joined by a colon, which an IPv6 address must not run into. */
const fill = (text: string, { port, host, socket, root, scratch }: Places): string =>
  text
    .replaceAll("{host}:", `${host.includes(":") ? `[${host}]` : host}:`)
    .replaceAll("{host}", host)
    .replaceAll("{port}", String(port))
    .replaceAll("{socket}", socket)
    .replaceAll("{root}", root)
    .replaceAll("{scratch}", scratch)

const fillFile = async (template: string, places: Places, folder: string): Promise<string> => {
  const filled = path.join(places.scratch, path.basename(template))
  await fs.writeFile(
    filled,
    fill(await fs.readFile(path.resolve(folder, template), "utf8"), places)
  )
  return filled
}

/** `folder` is where relative paths of `{file:PATH}` begin. */
export const fillCommand = (
  command: ReadonlyArray<string>,
  places: Places,
  folder = ""
): Promise<Array<string>> =>
  Promise.all(
    command.map(async (argument) => {
      const replacements = new Map<string, string>()
      for (const [placeholder, template = ""] of argument.matchAll(filePlaceholder)) {
        replacements.set(placeholder, await fillFile(template, places, folder))
      }
      return fill(
        argument
          .replaceAll(filePlaceholder, (each) => replacements.get(each) ?? each)
          .replaceAll("{folder}", folder)
          .replaceAll("{node}", process.execPath),
        places
      )
    })
  )
