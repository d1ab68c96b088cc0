/** What a run tells while it goes on: each result beside what was expected of it, as an event of the stream. */
import type { Facts } from "./case.ts"
import { type CaseResult, type Death, exitCodeOf, type Report } from "./result.ts"
import { expected, type Expectations } from "./expectations.ts"
import { type DescribedCase, type RunEvent, streamFormat } from "./reports/event.ts"
import { type RecordMore, recordCase } from "./reports/record.ts"
import { describeSubject, type SubjectDescription } from "./subject/description.ts"

export interface Progress {
  readonly finished: number
  readonly total: number
}

export interface TellingOptions {
  readonly subject: SubjectDescription
  readonly version?: string
  readonly failFast?: boolean
  readonly onCase?: (result: CaseResult, progress: Progress) => void
  readonly onEvent?: (event: RunEvent) => void
  /** Called before a result is told, with what was known of the subject: names the file of its octets. */
  readonly wireFileOf?: (result: CaseResult, facts: Facts) => string | undefined
}

const isNews = ({ verdict }: CaseResult): boolean =>
  ["deviates", "crash", "unexpected-pass", "flaky", "harness-fault"].includes(verdict)

export class Telling {
  readonly #options: TellingOptions
  readonly #order: ReadonlyArray<string>
  readonly #results = new Map<string, CaseResult>()
  readonly #enough = new AbortController()
  #expect: (result: CaseResult) => CaseResult = (result) => result
  #wireFileOf: (result: CaseResult) => string | undefined = () => undefined

  /** `order`: of the registry, whatever the order in which cases end. */
  constructor(options: TellingOptions, order: ReadonlyArray<{ readonly id: string }>) {
    this.#options = options
    this.#order = order.map(({ id }) => id)
  }

  /** Aborted at the first verdict that nobody expected, if that shall end the run. */
  get enough(): AbortSignal {
    return this.#enough.signal
  }

  get inOrder(): ReadonlyArray<CaseResult> {
    return this.#order.flatMap((id) => this.#results.get(id) ?? [])
  }

  started(started: string, seed: number, jobs: number, cases: ReadonlyArray<DescribedCase>): void {
    const { version = "", subject } = this.#options
    this.#tell({
      _tag: "RunStarted",
      format: streamFormat,
      version,
      subject: describeSubject(subject),
      started,
      seed,
      jobs,
      cases
    })
  }

  learned(
    facts: Facts,
    list: Expectations | undefined,
    brokenControls: ReadonlyArray<string>,
    today: string
  ): void {
    const { server } = facts
    this.#wireFileOf = (result) => this.#options.wireFileOf?.(result, facts)
    this.#expect = (result) => expected(result, list, { server, today })
    this.#tell({
      _tag: "SubjectLearned",
      brokenControls,
      ...(server === undefined ? {} : { server }),
      ...(list === undefined ? {} : { expectations: list.name })
    })
  }

  readonly finished = (found: CaseResult): void => {
    const result = this.#expect(found)
    this.#results.set(result.id, result)
    this.#tell({ _tag: "CaseFinished", result: recordCase(result, this.#moreOf(result)) })
    const progress = { finished: this.#results.size, total: this.#order.length }
    this.#options.onCase?.(result, progress)
    if (this.#options.failFast === true && isNews(result)) this.#enough.abort()
  }

  readonly died = ({ how, during }: Death): void => {
    this.#tell({ _tag: "SubjectDied", how, during })
  }

  #moreOf(result: CaseResult): RecordMore {
    const { repetition } = result
    const wireFile = this.#wireFileOf(result)
    return {
      ...(repetition === undefined ? {} : { repetition }),
      ...(wireFile === undefined ? {} : { wireFile })
    }
  }

  ended(report: Report): void {
    const { durationMillis, totals } = report
    this.#tell({ _tag: "RunEnded", durationMillis, totals, exitCode: exitCodeOf(report) })
  }

  #tell(event: RunEvent): void {
    this.#options.onEvent?.(event)
  }
}
