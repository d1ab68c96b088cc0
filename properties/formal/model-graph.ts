/** The model's graph, from the transitions that its checker prints. */
import { placed, sortedVector, type Vector } from "./abstraction.ts"
import { distinct, type Edge, type Graph } from "./graph.ts"
import { type Found, search } from "./spin.ts"

export interface Printed {
  readonly graph: Graph
  readonly found: Found
  /** Before helpers lost their numbers: what Spin itself counts. */
  readonly numbered: { readonly states: number; readonly transitions: number }
}

/** Reads vectors as the model prints them. Each text is read once. */
export const vectorReader = (): ((text: string) => Vector) => {
  const known = new Map<string, Vector>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const parts: Array<string> = []
    const helpers: Array<readonly [number, string]> = []
    for (const part of text.split(" | ")) {
      const match = /^helper (\d+):(.*)$/.exec(part)
      if (match === null) parts.push(part)
      else helpers.push([Number(match[1]), match[2] ?? ""])
    }
    const vector = sortedVector(parts, helpers)
    known.set(text, vector)
    return vector
  }
}

export interface Transition extends Edge {
  readonly from: string
}

/** `before TAB label TAB after`. */
export const readTransition = (
  line: string,
  read: (text: string) => Vector
): Transition & { readonly numbered: readonly [from: string, to: string] } => {
  const [from = "", label = "", to = ""] = line.split("\t")
  const before = read(from)
  return {
    from: before.text,
    label: placed(label, before.places),
    to: read(to).text,
    numbered: [from, to]
  }
}

export const modelGraph = async (defines: ReadonlyArray<string>): Promise<Printed> => {
  const read = vectorReader()
  const edges = new Map<string, Array<Edge>>()
  const states = new Set<string>()
  let transitions = 0
  const found = await search({ defines, printed: true }, (line) => {
    const { from, label, to, numbered } = readTransition(line, read)
    transitions++
    for (const state of numbered) states.add(state)
    for (const state of [from, to]) if (!edges.has(state)) edges.set(state, [])
    edges.get(from)?.push({ label, to })
    return true
  })
  const graph: Graph = new Map()
  for (const [from, all] of edges) graph.set(from, distinct(all))
  return { graph, found, numbered: { states: states.size, transitions } }
}
