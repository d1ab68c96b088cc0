/** The figures in spec/formal/README.md are those of the last run, or the run fails: nobody has to believe them. */
export interface Figures {
  readonly states: number
  readonly moves: number
}

/** Rows of tables that begin with a name in quotes and go on with two numbers. */
export const figuresIn = (markdown: string): ReadonlyMap<string, Figures> =>
  new Map(
    Array.from(
      markdown.matchAll(/^\| `([a-z0-9-]+)` \| ([\d,]+) \| ([\d,]+) \|/gm),
      ([, name = "", states = "", moves = ""]) => [
        name,
        { states: numberOf(states), moves: numberOf(moves) }
      ]
    )
  )

const numberOf = (text: string): number => Number(text.replaceAll(",", ""))

/** What the document says wrongly, in words. Rows without figures are not documented. */
export const outdated = (
  documented: ReadonlyMap<string, Figures>,
  name: string,
  found: Figures
): string | undefined => {
  const said = documented.get(name)
  if (said === undefined || (said.states === found.states && said.moves === found.moves))
    return undefined
  return (
    `spec/formal/README.md says ${said.states} states and ${said.moves} moves, ` +
    `these are ${found.states} and ${found.moves}`
  )
}
