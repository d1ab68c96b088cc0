/**
 * The code's own graph, written as tables in C under a few lines of Promela with a process for each source of
 * moves, so that Spin checks formulas on the machine itself. Deadlines of connections and jobs are left out:
 * with them every request ends somehow; without them it ends only if nothing was forgotten.
 */
import { faults } from "../../mutation/faulty/index.ts"
import { smallest, type SmallWorld } from "../../src/runtime-sim/small-world.ts"
import { worldsOf } from "./configurations.ts"
import { type AnyMachine, codeGraph, type Graph } from "./graph.ts"
import { type Found, searchText } from "./spin.ts"

export const exportedWorld: SmallWorld = {
  ...smallest,
  clients: 2,
  files: 2,
  faults: { reset: 1, helperDeath: 1 }
}

const isDeadline = (label: string): boolean => /^time to (connection|job)/.test(label)

/** Who has the move. There is one helper, so that its place is its name. */
const sourceOf = (label: string): string =>
  label.endsWith("is accepted") || label.startsWith("the dispatcher")
    ? "accept"
    : label
        .split(" ")
        .slice(0, label.startsWith("helper") ? 1 : 2)
        .join(" ")

interface Tables {
  readonly sources: ReadonlyArray<string>
  readonly header: string
}

const listed = (name: string, values: ReadonlyArray<number>): string =>
  `static const int ${name}[] = { ${values.join(", ")} };\n`

const tablesOf = (graph: Graph, client: number): Tables => {
  const states = [...graph.keys()]
  const numbers = new Map(states.map((state, number) => [state, number]))
  const labels = new Set([...graph.values()].flatMap((edges) => edges.map(({ label }) => label)))
  const sources = [...new Set([...labels].filter((label) => !isDeadline(label)).map(sourceOf))]
  const first: Array<number> = []
  const targets: Array<number> = []
  for (const edges of graph.values())
    for (const source of sources) {
      first.push(targets.length)
      for (const { label, to } of edges)
        if (!isDeadline(label) && sourceOf(label) === source) targets.push(numbers.get(to) ?? 0)
    }
  first.push(targets.length)
  const waiting = new RegExp(String.raw`client ${client} [^|]*, (Find|Header|Send) `)
  const asked = states.map((state) => (waiting.test(state) ? 1 : 0))
  const header = listed("first", first) + listed("target", targets) + listed("asked", asked)
  return { sources, header }
}

const shell = (sources: number): string => {
  const processes = Array.from({ length: sources }, (_, source) => {
    const here = `now.at * ${sources} + ${source}`
    return `active proctype source_${source}() {
end:
  do
  :: atomic { c_expr { first[${here}] < first[${here} + 1] } ->
    do
    :: c_expr { first[${here}] + now.edge + 1 < first[${here} + 1] } -> edge++
    :: break
    od;
    c_code { now.at = target[first[${here}] + now.edge]; now.waits = asked[now.at]; };
    edge = 0
  }
  od
}`
  })
  return `c_decl {
\\#include "tables.h"
}
int at;
int edge;
bool waits;
${processes.join("\n")}
ltl completion { [] (waits -> <> !waits) }
`
}

/** Whether every request of this client that is read is answered or its connection closed, by this machine. */
export const checkExported = (client: number, faulty?: AnyMachine): Promise<Found> => {
  const { graph } = codeGraph(worldsOf(exportedWorld), faulty)
  const { sources, header } = tablesOf(graph, client)
  const files = { "tables.h": header, "shell.pml": shell(sources.length) }
  return searchText(files, "shell.pml", "completion")
}

/** A machine that forgets the job of a lost helper: its graph must be rejected. */
const forgetful = "crash-forgotten"

export interface Judged {
  readonly states: number
  readonly transitions: number
  readonly megabytes: number
  readonly problem: string | undefined
}

export const checkMachine = async (): Promise<Judged> => {
  let judged: Judged = { states: 0, transitions: 0, megabytes: 0, problem: undefined }
  for (let client = 0; client < exportedWorld.clients; client++) {
    const { errors, error, states, transitions, memoryMegabytes } = await checkExported(client)
    const problem =
      errors === 0 ? judged.problem : `a request of client ${client} is never ended: ${error}`
    judged = { states, transitions, megabytes: memoryMegabytes, problem }
  }
  const fault = faults.find(({ id }) => id === forgetful)
  const found = fault === undefined ? undefined : await checkExported(0, fault.machine)
  if (found !== undefined && /acceptance cycle/.test(found.error)) return judged
  return { ...judged, problem: judged.problem ?? `the faulty machine ${forgetful} is not rejected` }
}
