/** `npm run vectors`: makes all files of `spec/vectors/` but INTERPRETING.md. The same machine gives the same files. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { filesOf } from "./files.ts"
import { makeConversations } from "./conversations.ts"
import { makeSteps } from "./steps.ts"

/** Enough for every rule; more find shorter courses, ever more rarely. */
const seeds = 6000

const folder = new URL("../../spec/vectors/", import.meta.url)
const steps = makeSteps(seeds)
const conversations = makeConversations()
for (const kind of ["steps", "conversations"])
  rmSync(new URL(`${kind}/`, folder), { recursive: true, force: true })
let bytes = 0
for (const [name, text] of filesOf(steps, conversations)) {
  mkdirSync(new URL("./", new URL(name, folder)), { recursive: true })
  writeFileSync(new URL(name, folder), text)
  bytes += text.length
}
process.stdout.write(
  `${steps.length} steps and ${conversations.length} conversations, ${Math.round(bytes / 1024)} KiB\n`
)
