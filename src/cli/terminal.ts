/** What is printed where: results on standard output, progress and complaints on standard error. */
import { styleText } from "node:util"
import type { Style } from "../conformance/reports/style.ts"

type Format = Parameters<typeof styleText>[0]

/** Colour only on a terminal, and never against NO_COLOR (`styleText` looks at both). */
const styled =
  (format: Format) =>
  (text: string): string =>
    styleText(format, text, { stream: process.stdout })

export const style = {
  good: styled("green"),
  bad: styled("red"),
  warn: styled("yellow"),
  faint: styled("dim"),
  strong: styled("bold")
} as const

/** The same for the report of a subject. */
export const reportStyle: Style = {
  strong: style.strong,
  good: style.good,
  bad: style.bad,
  note: style.warn,
  faint: style.faint
}

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

export const complain = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** One line that is written over again; nothing where nobody watches. */
export const progress = (text: string): void => {
  if (!process.stderr.isTTY) return
  process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns || 80) - 1)}`)
}

export const progressDone = (): void => progress("")

/** Columns as wide as their widest cell; the styled text is not counted, so `cells` are plain. */
export const columns = (
  rows: ReadonlyArray<ReadonlyArray<string>>,
  paint: (cell: string, row: number, column: number) => string = (cell) => cell
): string => {
  const widths: Array<number> = []
  for (const row of rows) {
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
  }
  return rows
    .map((row, index) =>
      row
        .map(
          (cell, column) =>
            paint(cell, index, column) + " ".repeat((widths[column] ?? 0) - cell.length)
        )
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}
