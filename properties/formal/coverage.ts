/** A line of the model that no search takes is a rule that nobody checked. */
import type { Lines } from "./spin.ts"

/** Text of each line that holds statements and was never executed, with its number. */
export const neverTaken = (
  searches: ReadonlyArray<Lines>,
  model: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const all = new Set(searches.flatMap((lines) => [...lines.all]))
  for (const { taken } of searches) for (const line of taken) all.delete(line)
  return [...all]
    .toSorted((left, right) => left - right)
    .map((line) => [line, model[line - 1]?.trim() ?? ""] as const)
    .filter(([, text]) => !isIdle(text))
    .map(([line, text]) => `${line}: ${text}`)
}

/** Where a process ends, which none does, and what only a mistake makes possible. */
const isIdle = (text: string): boolean =>
  text === "}" || text === "false" || /^:: handling|assert\(|all_finished ->$/.test(text)
