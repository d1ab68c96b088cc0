/** The first difference between two graphs, nearest to the start, in words. */
import { type Edge, type Graph, keyOf, notStarted } from "./graph.ts"

export interface Difference {
  /** What happened until the two differ. */
  readonly path: ReadonlyArray<string>
  readonly at: string
  readonly onlyMachine: ReadonlyArray<Edge>
  readonly onlyModel: ReadonlyArray<Edge>
}

interface Reached {
  readonly state: string
  readonly by: { readonly label: string; readonly from: Reached } | undefined
}

const pathTo = (reached: Reached): ReadonlyArray<string> =>
  reached.by === undefined ? [] : [...pathTo(reached.by.from), reached.by.label]

const edgesOf = (graph: Graph, state: string): ReadonlyArray<Edge> => graph.get(state) ?? []

/** Edges of one that the other has not. */
const without = (edges: ReadonlyArray<Edge>, others: ReadonlyArray<Edge>): ReadonlyArray<Edge> => {
  const known = new Set(others.map(keyOf))
  return edges.filter((edge) => !known.has(keyOf(edge)))
}

/** Both graphs walked together: as long as nothing differs, what one reaches the other reaches. */
export const firstDifference = (machine: Graph, model: Graph): Difference | undefined => {
  const seen = new Set([notStarted])
  let level: ReadonlyArray<Reached> = [{ state: notStarted, by: undefined }]
  while (level.length > 0) {
    const further: Array<Reached> = []
    for (const reached of level) {
      const { state } = reached
      const [ours, theirs] = [edgesOf(machine, state), edgesOf(model, state)]
      const onlyMachine = without(ours, theirs)
      const onlyModel = without(theirs, ours)
      if (onlyMachine.length + onlyModel.length > 0)
        return { path: pathTo(reached), at: state, onlyMachine, onlyModel }
      for (const { label, to } of ours)
        if (!seen.has(to)) {
          seen.add(to)
          further.push({ state: to, by: { label, from: reached } })
        }
    }
    level = further
  }
  return undefined
}

/** Only the parts of a state that a move changes: a state has ten, a move touches two or three. */
const changes = (from: string, to: string): string => {
  const before = from.split(" | ")
  const after = to.split(" | ")
  const made = after.filter((part) => !before.includes(part))
  const ended = before.length > after.length ? ["one helper fewer"] : []
  const all = [...made, ...ended]
  return all.length === 0 ? "nothing changes" : all.join(" | ")
}

const told = (who: string, from: string, edges: ReadonlyArray<Edge>): ReadonlyArray<string> =>
  edges.length === 0
    ? [`${who} allows nothing else`]
    : edges.map(({ label, to }) => `${who} allows: ${label}, and then ${changes(from, to)}`)

export const sentence = ({ path, at, onlyMachine, onlyModel }: Difference): string =>
  [
    `after ${path.length === 0 ? "nothing" : path.join(", ")}:`,
    `where it stands: ${at}`,
    ...told("the machine", at, onlyMachine),
    ...told("the model", at, onlyModel)
  ].join("\n  ")
