/** From the events of a run to the whole of it. */
import type { DescribedCase, RecordedCase, Run, RunEvent } from "./event.ts"

type Started = Extract<RunEvent, { readonly _tag: "RunStarted" }>

const emptyRun = ({ version, subject, started, seed, jobs }: Started): Run => ({
  version,
  subject,
  started,
  seed,
  jobs,
  server: undefined,
  expectations: undefined,
  brokenControls: [],
  cases: [],
  unfinished: [],
  deaths: [],
  ended: undefined
})

/** In the order of the registry; a result that was not announced stands behind all that were. */
const inOrder = (
  described: ReadonlyArray<DescribedCase>,
  finished: ReadonlyMap<string, RecordedCase>
): ReadonlyArray<RecordedCase> => {
  const announced = new Set(described.map(({ id }) => id))
  return [
    ...described.flatMap(({ id }) => finished.get(id) ?? []),
    ...[...finished.values()].filter(({ id }) => !announced.has(id))
  ]
}

/** Undefined where the first event is not RunStarted. Of a case that is told twice the later result counts. */
export const foldEvents = (events: ReadonlyArray<RunEvent>): Run | undefined => {
  const [first, ...rest] = events
  if (first?._tag !== "RunStarted") return undefined
  const finished = new Map<string, RecordedCase>()
  let run = emptyRun(first)
  for (const event of rest) {
    switch (event._tag) {
      case "RunStarted":
        return undefined
      case "SubjectLearned": {
        const { server, expectations, brokenControls } = event
        run = { ...run, server, expectations, brokenControls }
        break
      }
      case "CaseFinished":
        finished.set(event.result.id, event.result)
        break
      case "SubjectDied":
        run = { ...run, deaths: [...run.deaths, { how: event.how, during: event.during }] }
        break
      case "RunEnded":
        run = { ...run, ended: event }
        break
    }
  }
  return {
    ...run,
    cases: inOrder(first.cases, finished),
    unfinished: first.cases.filter(({ id }) => !finished.has(id))
  }
}
