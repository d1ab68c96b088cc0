/**
 * Why a case stays that rejects nobody, and why an animal or a machine may survive. Each list must match the
 * table exactly: a reason for what needs none is as wrong as a missing one.
 */
import { allCases } from "../../src/conformance/cases/index.ts"
import { honestId, referenceId, rejectedBy, type Row, survivorsIn } from "./kills.ts"

const processNeeded = "it starts the server and limits or signals it, and animals are no processes"

/** Cases that reject nobody in the zoo. */
export const stays: Readonly<Record<string, string>> = {
  "M-16":
    "it names what Server tells as a choice, and lets every file server pass that serves files",
  "L-06":
    "we read files whatever their permissions, so no animal loses one; what it shows differs from server to server",
  "K-01d":
    "a limit on each part of a body is a choice, so only what else goes wrong could be rejected",
  "K-06": "it starts the server on a disk that is held; mutation/faulty/servers/ is its zoo",
  "K-08": processNeeded,
  "K-10": processNeeded,
  "K-11": processNeeded,
  "K-12": processNeeded
}

/** Animals that every case lets pass. */
export const survives: Readonly<Record<string, string>> = {
  drip: "no case can be judged before its deadline: blocked passive cases make the run fail",
  "head-without-tag": "RFC 9110, section 9.3.2, only says that HEAD should have the fields of GET",
  "files-for-ever":
    "owed: M-14e calls a change unclear that is never seen, and old content is one version"
}

const blocking = "the dispatcher waits for a moment, and in virtual time a moment is nothing"
const faultless =
  "nothing fails in the simulated world of the suite, and this shows where something does"
const inside = "it shows inside only: in jobs, timers, memory or the log, and not in what is sent"
const unchanged = "no file changes on the simulated disk"
const undrained = "a simulated server is not asked to end"
const uncrowded = "a crowd of a hundred is below every limit on connections"

/** Machines whose mistake no client can see, or none that the suite has. */
export const unseen: Readonly<Record<string, string>> = {
  "blocking-find": blocking,
  "blocking-pipe": blocking,
  "blocking-log": blocking,
  "blocking-send": blocking,
  "lost-wake-up": faultless,
  "no-ticket-check": faultless,
  "crash-forgotten": faultless,
  "no-deadline": faultless,
  "ticket-reused": faultless,
  "retries-for-ever": faultless,
  "spawns-at-once": faultless,
  "hung-left-alone": faultless,
  "dead-helper-kept": faultless,
  "accept-spins": faultless,
  "accept-never-resumes": faultless,
  "sent-before-it-left": faultless,
  "read-again": faultless,
  "reset-looks-whole": faultless,
  "loads-too-little": faultless,
  "lifo-queue": inside,
  "unbounded-queue": inside,
  "unbounded-pool": inside,
  "two-jobs-at-once": inside,
  "idle-helper": inside,
  "double-slices": inside,
  "short-answer-looks-whole": inside,
  "unbounded-pipelining": inside,
  "chunks-leak": inside,
  "warm-asks-helper": inside,
  "timer-outlives-reset": inside,
  "heads-by-path": unchanged,
  "name-never-ages": unchanged,
  "reads-past-change": unchanged,
  "drain-cuts": undrained,
  "drain-listens-on": undrained,
  "connections-unbounded": uncrowded,
  "over-limit-waits": uncrowded,
  "unbounded-head": "a long head may be read: R-03 and F-07 call it a choice",
  "slow-reader": "owed: K-02b takes nothing at all, and nobody takes an octet now and then",
  "no-linger": "a simulated reset destroys nothing that was sent before",
  "no-cell": "owed: nobody resets a connection behind its last answer"
}

const compared = (
  actual: ReadonlyArray<string>,
  reasons: Readonly<Record<string, string>>,
  what: { readonly missing: string; readonly spare: string }
): ReadonlyArray<string> => [
  ...actual.filter((id) => !(id in reasons)).map((id) => `${id} ${what.missing}`),
  ...Object.keys(reasons)
    .filter((id) => !actual.includes(id))
    .map((id) => `${id} ${what.spare}`)
]

export const idleCases = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  allCases.map(({ id }) => id).filter((id) => rejectedBy(rows, id).length === 0)

/** In words; nothing if all is as it should be. */
export const wrongWith = (rows: ReadonlyArray<Row>): ReadonlyArray<string> => {
  const survivors = survivorsIn(rows)
  const idsOf = (is: Row["is"]) => survivors.filter((row) => row.is === is).map(({ id }) => id)
  return [
    ...rows
      .filter(({ id, exitCode }) => (id === honestId || id === referenceId) && exitCode !== 0)
      .map(({ id }) => `${id} is right, and was rejected`),
    ...compared(idleCases(rows), stays, {
      missing: "rejects nobody: find what it rejects, or say why it stays",
      spare: "rejects somebody, or is no case: its reason to stay is not needed"
    }),
    ...compared(idsOf("animal"), survives, {
      missing: "survives: sharpen a case, or say why it may",
      spare: "does not survive: its reason is not needed"
    }),
    ...compared(idsOf("machine"), unseen, {
      missing: "is not seen on the wire: sharpen a case, or say why",
      spare: "is seen on the wire: its reason is not needed"
    })
  ]
}
