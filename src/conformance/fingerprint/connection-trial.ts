/**
 * One trial without a held disk: more and more connections that want nothing yet, and at each step the question who
 * is still answered. It tells who spends a task on each connection.
 */
import { type Crowd, type CrowdKind, crowdOf } from "./crowd.ts"
import { type Question, settledWithin } from "./question.ts"
import type { Control, Point, Size } from "./result.ts"
import { Round } from "./round.ts"
import type { Stand } from "./stand.ts"

export interface ConnectionTrial {
  readonly crowd: CrowdKind
  readonly steps: ReadonlyArray<number>
  readonly onPoint: (open: number, isStopped: boolean) => void
}

export interface ConnectionFindings {
  readonly stopsAt: number | null
  readonly stoppedAsked: number | undefined
  readonly heldMost: number
  readonly points: ReadonlyArray<Point>
  readonly controls: ReadonlyArray<Control>
}

interface Step {
  readonly asked: number
  readonly open: number
  readonly round: Round
  readonly isStopped: boolean
  readonly size: Size
}

const drainMillis = 8_000

export const connectionTrial = async (
  stand: Stand,
  { crowd, steps, onPoint }: ConnectionTrial
): Promise<ConnectionFindings> => {
  const connections: Crowd = crowdOf[crowd](stand.asking)
  const walked: Array<Step> = []
  try {
    for (const asked of steps) {
      await connections.raiseTo(asked)
      const round = new Round(stand.asking, [])
      await round.wait(stand.patience, [])
      const { isStopped } = round
      const open = connections.open
      walked.push({ asked, open, round, isStopped, size: stand.size() })
      onPoint(open, isStopped)
      if (isStopped) break
    }
    const releasedMillis = performance.now()
    connections.closeAll()
    const questions = walked.flatMap(({ round }) => round.questions)
    await settledWithin(questions, drainMillis)
    stand.assertAlive()
    const { controls, ...found } = findingsOf(walked, questions, releasedMillis)
    return { ...found, controls: [...controls, ...(crowd === "requests" ? stayed(walked) : [])] }
  } finally {
    connections.closeAll()
    for (const { round } of walked) for (const question of round.questions) question.close()
  }
}

/** As for growth of tasks: all, or nearly. */
const enough = 0.8

/**
 * A server that is tired of incomplete requests frees whom it gave to them, a pool too: then that nobody waits says
 * nothing. Idle connections any server may close, and no name rests on them.
 */
const stayed = (walked: ReadonlyArray<Step>): ReadonlyArray<Control> => {
  const last = walked.at(-1)
  if (last === undefined || last.isStopped) return []
  const { open, asked } = last
  return [
    {
      name: "incomplete requests stayed open to the end",
      holds: open >= enough * asked,
      found: `${open} of ${asked}`
    }
  ]
}

const findingsOf = (
  walked: ReadonlyArray<Step>,
  questions: ReadonlyArray<Question>,
  releasedMillis: number
): ConnectionFindings => {
  const stopped = walked.find(({ isStopped }) => isStopped)
  const heldMost = Math.max(0, ...walked.map(({ open }) => open))
  const unanswered = questions.filter(({ isAnswered }) => !isAnswered).length
  return {
    stopsAt: stopped?.open ?? null,
    stoppedAsked: stopped?.asked,
    heldMost,
    points: walked.map(({ asked, open, round, size }) => ({
      asked,
      held: open,
      probes: round.probes(releasedMillis),
      ...size
    })),
    controls: [
      {
        name: "connections that stayed open",
        holds: heldMost > 0,
        found: heldMost > 0 ? `${heldMost} at most` : "none"
      },
      {
        name: "after they were closed everybody was answered",
        holds: unanswered === 0,
        found: `${unanswered} requests unanswered`
      }
    ]
  }
}
