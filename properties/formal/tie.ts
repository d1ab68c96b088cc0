/** Whether machine and model are the same: all labelled transitions of one are those of the other. */
import type { AnyMachine, Graph } from "./graph.ts"
import { codeGraph } from "./graph.ts"
import { type Configuration, definesOf, worldsOf } from "./configurations.ts"
import { firstDifference, sentence } from "./difference.ts"
import { modelGraph } from "./model-graph.ts"
import type { Found } from "./spin.ts"

export interface Tied {
  readonly name: string
  /** Of the compared graphs; the same for both if `problem` is undefined. */
  readonly states: number
  readonly transitions: number
  /** States of the code itself that were explored for them. */
  readonly concrete: number
  /** What Spin counted, with helpers numbered. */
  readonly found: Found
  readonly problem: string | undefined
  readonly seconds: number
}

export const transitionsOf = (graph: Graph): number => {
  let count = 0
  for (const edges of graph.values()) count += edges.length
  return count
}

export const tie = async (configuration: Configuration, faulty?: AnyMachine): Promise<Tied> => {
  const started = performance.now()
  const { name, small } = configuration
  const code = codeGraph(worldsOf(small), faulty)
  const model = await modelGraph(definesOf(small))
  return {
    name,
    states: code.graph.size,
    transitions: transitionsOf(code.graph),
    concrete: code.concrete,
    found: model.found,
    problem: problemOf(code.graph, model) ?? code.inexact,
    seconds: (performance.now() - started) / 1000
  }
}

const problemOf = (
  code: Graph,
  { graph, found, numbered }: Awaited<ReturnType<typeof modelGraph>>
): string | undefined => {
  if (found.errors > 0) return `the model breaks its own rules: ${found.error}`
  // Spin counts the arrival in its first state as a transition.
  if (found.states !== numbered.states || found.transitions !== numbered.transitions + 1)
    return (
      `the checker counted ${found.states} states and ${found.transitions} transitions, ` +
      `and printed ${numbered.states} and ${numbered.transitions}`
    )
  const difference = firstDifference(code, graph)
  if (difference !== undefined) return sentence(difference)
  if (code.size !== graph.size || transitionsOf(code) !== transitionsOf(graph))
    return `the machine has ${code.size} states, the model ${graph.size}`
  return undefined
}
