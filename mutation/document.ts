/** docs/mutation.md, which is written by `npm run mutation -- --write` and by nothing else. */
import { type Figures, markdownTable, scoreMin } from "./figures.ts"
import type { Survivor } from "./survivors.ts"

/** Backticks and bars of the source must not end the cell they are shown in. */
const code = (text: string): string => {
  const shown = text.replaceAll("|", "\\|")
  return shown.includes("`") ? `\`\` ${shown} \`\`` : `\`${shown}\``
}

const row = ({ line, from, to, mutator, times, reason }: Survivor): string => {
  const change = `${code(from)} → ${to === "" ? "nothing" : code(to)}`
  return `| ${code(line)} | ${change}${times === undefined ? "" : ` (${times} times)`} | ${mutator} | ${reason} |`
}

const listOf = (survivors: ReadonlyArray<Survivor>): string =>
  [...new Set(survivors.map(({ file }) => file))]
    .map((file) => {
      const own = survivors.filter((survivor) => survivor.file === file)
      const head = "| line | change | mutator | reason |\n|-|-|-|-|"
      return `### ${file}\n\n${head}\n${own.map(row).join("\n")}\n`
    })
    .join("\n")

export const documentOf = (
  figures: ReadonlyArray<Figures>,
  survivors: ReadonlyArray<Survivor>
): string => {
  const of = (verdict: Survivor["verdict"]) =>
    survivors.filter((survivor) => survivor.verdict === verdict)
  const count = (some: ReadonlyArray<Survivor>) =>
    some.reduce((sum, { times = 1 }) => sum + times, 0)
  const [owed, equivalent] = [of("owed"), of("equivalent")]
  const limits = figures.map(({ folder }) => `${scoreMin(folder)} % for \`${folder}\``).join(", ")
  const intro = [
    "Written by `npm run mutation -- --write`; the choices behind it are in",
    "[decision 0013](decisions/0013-mutation.md). A run without `--write` must come to the same list, or it fails."
  ]
  const total = figures.reduce((sum, { seconds }) => sum + seconds, 0)
  const effort = [
    `Seconds are those spent on judging, in all processes together: ${(total / 60).toFixed(0)} minutes of one,`,
    "on a machine that was busy with other things as well.",
    `A run fails below ${limits}.`
  ]
  return `# Mutation testing: figures and survivors

${intro.join(" ")}

${markdownTable(figures)}

${effort.join(" ")}

## Owed: ${count(owed)}

A test that tells these from the source is missing.

${owed.length === 0 ? "None.\n" : listOf(owed)}
## Equivalent: ${count(equivalent)}

No input tells these from the source, and the reason says why.

${equivalent.length === 0 ? "None.\n" : listOf(equivalent)}`
}
