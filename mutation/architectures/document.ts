/** docs/architectures.md: what was found of each server, against what is known of it. */
import * as os from "node:os"
import {
  fingerprintMatrix,
  matrixLegend,
  type MatrixRow
} from "../../src/conformance/reports/fingerprint/matrix.ts"
import type { LaboratoryServer } from "../faulty/servers/catalogue.ts"
import type { Measured } from "./measure.ts"
import type { Options } from "./options.ts"

export const documentFile = new URL("../../docs/architectures.md", import.meta.url)

export const render = (all: ReadonlyArray<Measured>, { times, load }: Options): string => {
  const byServer = [...Map.groupBy(all, ({ server }) => server.id).values()]
  const real = byServer.filter(([first]) => first !== undefined && !isLaboratory(first))
  const laboratory = byServer.filter(([first]) => first !== undefined && isLaboratory(first))
  const seconds = all.flatMap(({ fingerprint }) =>
    fingerprint === undefined ? [] : [fingerprint.durationMillis / 1_000]
  )
  const how = times === 1 ? "once" : `${times} times`
  const where = `${os.availableParallelism()} processors, Linux ${os.release().split("-")[0]}`
  return `# Architectures

${introduction}

- ${right(all)} of ${all.length} fingerprints are what is known of the server. Each real server was measured ${how}, \
beside ${load} busy loops, on ${where}.
- A fingerprint took ${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)} s, half of them \
less than ${median(seconds).toFixed(1)} s.

${matrixLegend} ${rightMeans}

## Real servers

Their configurations are in \`servers/architectures/\`; \`amped fingerprint --preset NAME\` measures one.

${fingerprintMatrix(real.flatMap(rowOf))}
${wrongIn(real)}
## The laboratory

Small servers with one fault each, and sound ones beside them (\`mutation/faulty/servers/\`).

${fingerprintMatrix(laboratory.flatMap(rowOf))}
${wrongIn(laboratory)}
${faultsOf(laboratory)}`
}

const introduction =
  "What `amped fingerprint` says of servers whose architecture is known from inside. Made by " +
  "`npm run architectures`; `-- --check` publishes nothing, ids choose servers, `--times 3 --load 4` measures " +
  "real ones three times each, and all beside four busy loops. What the names mean, and what makes a result " +
  "believed: [classes](../spec/classes.md)."

const rightMeans =
  '"Right" counts the measurements that agree with what is known in eight points: the name, the three stops, the ' +
  "most held, who was alive at both stalls, and the rule that is broken."

const isLaboratory = ({ server }: Measured): boolean => "language" in server

const right = (all: ReadonlyArray<Measured>): number =>
  all.filter(({ differences }) => differences.length === 0).length

const median = (numbers: ReadonlyArray<number>): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

/** The first that is right stands for all that are. */
const rowOf = (rounds: ReadonlyArray<Measured>): ReadonlyArray<MatrixRow> => {
  const made = rounds.filter(({ fingerprint }) => fingerprint !== undefined)
  const shown = made.find(({ differences }) => differences.length === 0) ?? made[0]
  if (shown?.fingerprint === undefined) return []
  const { server, fingerprint } = shown
  const version = fingerprint.server === "" ? "" : ` (${fingerprint.server.split(" ")[0]})`
  const name = isLaboratory(shown) ? server.id : `${server.id}${version}`
  return [{ configuration: `${name}, right ${right(rounds)} of ${rounds.length}`, fingerprint }]
}

const wrongIn = (servers: ReadonlyArray<ReadonlyArray<Measured>>): string => {
  const lines = servers
    .flat()
    .flatMap(({ server, differences }) => differences.map((each) => `- ${server.id}: ${each}`))
  return lines.length === 0 ? "" : `Not as known:\n\n${lines.join("\n")}\n`
}

const faultsOf = (servers: ReadonlyArray<ReadonlyArray<Measured>>): string => {
  const rows = servers.flatMap(([first]) => {
    const server = first?.server as LaboratoryServer
    if (server.fault === undefined) return []
    const shown = server.expected.rejectedFor ?? `${server.owed?.rule}, by ${server.owed?.to}`
    return [`| ${server.id} | ${server.fault} | ${server.twin ?? ""} | \`${shown}\` |`]
  })
  return `| server | fault | sound twin | rejected for |\n|-|-|-|-|\n${rows.join("\n")}\n`
}
