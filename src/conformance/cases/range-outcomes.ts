/** What cases about ranges share: a table row, and the answers that are right for any of them. */
import { type ActiveCase, type Facts, inChapter } from "../case.ts"
import { type Fits, type Outcome, answered, choice, decide, pass, whole } from "../oracle.ts"
import { type Attempt, alone } from "../request.ts"
import { fieldValue } from "../response-lines.ts"
import { type FileName, rootFiles } from "../root.ts"
import { sends } from "../wire.ts"

/** 206 with exactly the octets `start` to `end`, inclusive, of a file, and saying so. */
export const part =
  (start: number, end: number, name: FileName = "hello"): Fits =>
  (response) => {
    const { bytes } = rootFiles[name]
    return (
      response.status === 206 &&
      fieldValue(response, "content-range") === `bytes ${start}-${end}/${bytes.length}` &&
      Buffer.compare(response.body, bytes.subarray(start, end + 1)) === 0
    )
  }

export const ignored: Outcome = choice("Range ignored: 200 with the file", answered(whole("hello")))
export const full = pass("200 with the file", answered(whole("hello")))

export interface Row {
  readonly id: string
  readonly title: string
  readonly lines: (facts: Facts) => ReadonlyArray<string>
  readonly method?: string
  readonly target?: string
  readonly outcomes: ReadonlyArray<Outcome>
  readonly needs?: (facts: Facts) => string | undefined
}

export type Shared = Pick<ActiveCase, "level" | "clauses" | "why" | "rules">

export const group = (shared: Shared, rows: ReadonlyArray<Row>): ReadonlyArray<ActiveCase> =>
  inChapter(
    "range",
    rows.map(({ id, title, lines, method = "GET", target = "/hello.txt", outcomes, needs }) => ({
      ...shared,
      id,
      title,
      control: "close" as const,
      ...(needs === undefined ? {} : { needs }),
      run: sends((facts: Facts): Attempt =>
        alone({ host: facts.host, method, target, lines: lines(facts) })
      ),
      judge: decide(...outcomes)
    }))
  )

export const range = (value: string) => () => [`Range: ${value}`]
