/** A run as what continuous integration knows: points that pass, fail, or are skipped. */
import type { RecordedCase, Run } from "./event.ts"
import { fixFor } from "./fixes.ts"

/** `failed`: the server is wrong. `error`: nothing can be said of it. `todo`: wrong, and known to be. */
export type Status = "passed" | "failed" | "error" | "skipped" | "todo"

export interface Point {
  readonly chapter: string
  readonly name: string
  readonly status: Status
  /** Why it did not pass; what was found where it did. */
  readonly message: string
  /** The verdict, or what stands for it. */
  readonly kind: string
  /** Absent for what is said of the run as a whole. */
  readonly result: RecordedCase | undefined
  readonly fix: string | undefined
}

const statuses: Readonly<Record<RecordedCase["verdict"], Status>> = {
  pass: "passed",
  choice: "passed",
  deviates: "failed",
  "unexpected-pass": "failed",
  flaky: "failed",
  blocked: "error",
  crash: "error",
  "harness-fault": "error",
  "not-applicable": "skipped",
  unclear: "skipped",
  "expected-fail": "todo"
}

const messageOf = ({ verdict, outcome, found, reason, expected }: RecordedCase): string => {
  switch (statuses[verdict]) {
    case "passed":
      return `${outcome}: ${found}`
    case "skipped":
      return `${verdict}: ${outcome}`
    case "todo":
      return reason ?? outcome
    case "failed":
    case "error":
      return reason === undefined || verdict !== "unexpected-pass"
        ? `expected ${expected}; found ${outcome}: ${found}`
        : `passes now, and is listed as known: ${reason}`
  }
}

const pointOf = (run: Run, result: RecordedCase): Point => ({
  chapter: result.chapter,
  name: `${result.id} ${result.title}`,
  status: statuses[result.verdict],
  message: messageOf(result),
  kind: result.verdict,
  result,
  fix: statuses[result.verdict] === "passed" ? undefined : fixFor(run, result)
})

/** The chapter of what is said of the run as a whole. */
const ofRun = (name: string, status: Status, kind: string, message: string): Point => ({
  chapter: "subject",
  name,
  status,
  kind,
  message,
  result: undefined,
  fix: undefined
})

const controlsPoint = ({ brokenControls }: Run): Point =>
  brokenControls.length === 0
    ? ofRun("plain requests are answered", "passed", "pass", "all of them")
    : ofRun("plain requests are answered", "error", "blocked", brokenControls.join("; "))

const lifePoint = ({ deaths }: Run): Point =>
  deaths.length === 0
    ? ofRun("the subject outlives the run", "passed", "pass", "it did")
    : ofRun(
        "the subject outlives the run",
        "error",
        "crash",
        deaths.map(({ how, during }) => `it ${how}, during ${during.join(", ")}`).join("; ")
      )

/** What holds of the run as a whole comes first, then the cases, then those that did not finish. */
export const pointsOf = (run: Run): ReadonlyArray<Point> => [
  controlsPoint(run),
  lifePoint(run),
  ...run.cases.map((result) => pointOf(run, result)),
  ...run.unfinished.map(({ id, title, chapter }): Point => ({
    ...ofRun(`${id} ${title}`, "error", "unfinished", "the run ended before this case"),
    chapter
  }))
]
