/**
 * `npm run architectures`: fingerprints every server whose architecture is known, real ones and those of the
 * laboratory, and publishes the matrix. With ids only these; `--times 3 --load 4` measures real ones three times,
 * and all beside four busy loops; `--check` publishes nothing. It fails where a fingerprint is not what is known of
 * the server.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import * as path from "node:path"
import { documentFile, render } from "./document.ts"
import { startLoad } from "./load.ts"
import { isHere, knownServers, type KnownServer, measure, type Measured } from "./measure.ts"
import { readOptions } from "./options.ts"

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const options = readOptions(process.argv.slice(2))
const { ids, times, load, folder, isCheck } = options
const strangers = ids.filter((id) => !knownServers.some((server) => server.id === id))
if (strangers.length > 0) {
  say(
    `no such server: ${strangers.join(", ")}; there are ${knownServers.map(({ id }) => id).join(", ")}`
  )
  process.exit(2)
}
if (folder !== undefined) mkdirSync(folder, { recursive: true })

const keep = ({ fingerprint, server }: Measured, round: number): void => {
  if (folder === undefined || fingerprint === undefined) return
  writeFileSync(path.join(folder, `${server.id}-${round}.json`), JSON.stringify(fingerprint))
}

const show = ({ server, fingerprint, differences }: Measured): void => {
  const seconds = ((fingerprint?.durationMillis ?? 0) / 1_000).toFixed(1)
  const words = fingerprint?.architecture.words ?? "not made"
  say(`${differences.length === 0 ? "right" : "WRONG"}  ${server.id}: ${words}; ${seconds} s`)
  for (const difference of differences) say(`       ${difference}`)
}

const chosen: Array<KnownServer> = []
for (const server of knownServers) {
  if (ids.length > 0 && !ids.includes(server.id)) continue
  if (await isHere(server)) chosen.push(server)
  else say(`absent ${server.id}: what it needs is not installed`)
}

/** A real server is what people will measure; one of the laboratory is there for one fault. */
const isReal = (server: KnownServer): boolean => !("language" in server)

const endLoad = startLoad(load)
const all: Array<Measured> = []
try {
  for (let round = 1; round <= times; round += 1)
    for (const server of round === 1 ? chosen : chosen.filter(isReal)) {
      const measured = await measure(server)
      keep(measured, round)
      show(measured)
      all.push(measured)
    }
} finally {
  endLoad()
}
if (!isCheck && ids.length === 0) writeFileSync(documentFile, render(all, options))
const wrong = all.filter(({ differences }) => differences.length > 0).length
say(`${all.length - wrong} of ${all.length} fingerprints are right`)
process.exitCode = wrong === 0 ? 0 : 1
