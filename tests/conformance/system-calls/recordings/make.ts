/**
 * Makes recordings of real servers for the tests beside it: `node make.ts NAME…`, where a NAME is a
 * folder of `servers/architectures` or `amped-threads` or `amped-processes`. What says nothing
 * about serving is left out, and so are the paths of the machine.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Schema from "effect/Schema"
import { ProfileFile } from "../../../../src/conformance/profile.ts"
import { recorded } from "../../../../src/conformance/system-calls/outside.ts"
import type { Recording } from "../../../../src/conformance/system-calls/recording.ts"
import type { CommandSubject } from "../../../../src/conformance/subject/description.ts"

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

const bundled = (helpers: string): CommandSubject => ({
  kind: "command",
  command: [
    "{node}",
    pathOf("../../../../src/cli/main.ts"),
    ...["serve", "--root", "{root}", "--port", "{port}", "--helpers", helpers]
  ]
})

const subjectOf = (name: string): CommandSubject => {
  if (name.startsWith("amped-")) return bundled(name.slice("amped-".length))
  const folder = pathOf(`../../../../servers/architectures/${name}`)
  const { command = [] } = Schema.decodeUnknownSync(Schema.fromJsonString(ProfileFile))(
    readFileSync(`${folder}/profile.json`, "utf8")
  )
  return { kind: "command", command, folder }
}

/** Who is who, and what waits for what: needed from the start of the server. */
const isStructure = / (?:clone3?|fork|vfork|epoll_ctl|io_uring_\w+)\(/
/** Neither a file of the root, nor a socket, nor a way to notify: libraries, locales, logs. */
const isElsewhere =
  / (?:mmap|p?read(?:64)?|write|openat|newfstatat|f?statx?|close|getdents64|access|chdir|execve)\(/
const isConversation = /<(?:TCP|UNIX|pipe|anon)/

const trimmed = (strace: string, { startedMicros, endedMicros, roots }: Recording): string => {
  const kept = new Map<string, boolean>()
  const isKept = (line: string, atMicros: number, thread: string): boolean => {
    // The second half of a call goes where the first went.
    if (line.includes(" resumed>")) return kept.get(thread) === true
    const isOurs = isConversation.test(line) || roots.some((root) => line.includes(root))
    const says = isStructure.test(line) || isOurs || !isElsewhere.test(line)
    const isUnfinished = line.endsWith("<unfinished ...>")
    kept.set(thread, says)
    return says && (atMicros >= startedMicros || isStructure.test(line) || isUnfinished)
  }
  return strace
    .split("\n")
    .filter((line) => {
      const [, thread = "", seconds = ""] = /^ *(\d+) +(\d+\.\d+)/.exec(line) ?? []
      const atMicros = Number(seconds) * 1_000_000
      return atMicros <= endedMicros + 50_000 && isKept(line, atMicros, thread)
    })
    .join("\n")
}

const withoutPlaces = (text: string, { roots }: Recording): string => {
  let clean = text
  for (const root of roots) clean = clean.replaceAll(root, "/srv/root")
  return clean.replaceAll(/AT_FDCWD<[^>]*>/g, "AT_FDCWD</srv>")
}

const make = async (name: string): Promise<void> => {
  const text = await recorded({ subject: subjectOf(name) }, async (recording, straceFile) => {
    const strace = trimmed(readFileSync(straceFile, "utf8"), recording)
    const header: Recording = { ...recording, subject: name, roots: ["/srv/root"] }
    return `${JSON.stringify(header)}\n${withoutPlaces(strace, recording)}\n`
  })
  writeFileSync(pathOf(`./${name}.recording`), text)
  process.stdout.write(`${name}: ${text.split("\n").length} lines\n`)
}

for (const name of process.argv.slice(2)) await make(name)
