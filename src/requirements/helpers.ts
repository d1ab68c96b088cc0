/** The requirements of `spec/helpers.md`, which gives their reasons. */
import type { Requirement } from "./requirement.ts"

export const helpersRequirements: ReadonlyArray<Requirement> = [
  {
    id: "helpers/spawn",
    level: "MUST",
    sentence:
      "Helpers are spawned while fewer than `helpersMin` live, or more jobs wait than " +
      "helpers are starting, `helpersStartingMax` at once and `helpersMax` in all; they are kept afterwards.",
    source: "Flash, HTML node 13; the limit is ours."
  },
  {
    id: "helpers/ready",
    level: "MUST",
    sentence: "A helper gets no job before it said that it is ready.",
    source: "ours."
  },
  {
    id: "helpers/submit",
    level: "MUST",
    sentence: "A job goes to a free helper at once.",
    source: "Flash, HTML node 13."
  },
  {
    id: "helpers/queue",
    level: "MUST",
    sentence: "A job for which no helper is free waits in the queue of the dispatcher.",
    source: "ours."
  },
  {
    id: "helpers/overload",
    level: "MUST",
    sentence: "A job that finds `queueMax` jobs waiting is refused at once.",
    source: "ours; nginx reports the overflow of its thread pool as an error."
  },
  {
    id: "helpers/notified",
    level: "MUST",
    sentence:
      "A notification frees its helper, ends its job, and is passed to the request that waits for it.",
    source: "Flash, HTML node 8."
  },
  {
    id: "helpers/unclaimed",
    level: "MUST",
    sentence:
      "When nobody waits any more for a job that is done, what it brought is kept in the " +
      "cache or forgotten, and nothing else happens.",
    source: "ours."
  },
  {
    id: "helpers/late-notification",
    level: "MUST",
    sentence:
      "A notification of a helper that was given up, or of a ticket that it does not work on, changes nothing.",
    source: "ours."
  },
  {
    id: "helpers/lost",
    level: "MUST",
    sentence: "A helper that is gone leaves the pool and is replaced when a job needs another.",
    source: "ours."
  },
  {
    id: "helpers/lost-retry",
    level: "MUST",
    sentence:
      "The job of a lost or killed helper is tried again, before all that wait, as long as " +
      "its request waits and it has been tried less than `triesMax` times.",
    source: "ours."
  },
  {
    id: "helpers/lost-fail",
    level: "MUST",
    sentence: "A job that was tried `triesMax` times without a notification has failed.",
    source: "ours."
  },
  {
    id: "helpers/hung",
    level: "MUST",
    sentence:
      "A helper whose job is not done after `jobMillis`, or that is not ready after `startMillis`, is killed, " +
      "and until it is gone it counts as hung and no longer as one of `helpersMax`.",
    source: "ours."
  },
  {
    id: "helpers/spawn-failed",
    level: "MUST",
    sentence:
      "When a helper is lost or hung before it was ready, or lost before it answered once, " +
      "none is spawned for `spawnPauseMillis`.",
    source: "ours."
  },
  {
    id: "helpers/spawn-again",
    level: "MUST",
    sentence: "After that pause, helpers are spawned again as they are needed.",
    source: "ours."
  },
  {
    id: "helpers/one-job",
    level: "MUST",
    sentence: "A helper has at most one job.",
    source: "Flash, HTML node 13 (each helper handles one request at a time)."
  },
  {
    id: "helpers/ticket-once",
    level: "MUST",
    sentence: "A ticket names one try of one job for ever, and a helper's number one helper.",
    source: "ours."
  },
  {
    id: "helpers/exactly-once",
    level: "MUST",
    sentence:
      "Each job is ended once, by the notification of the helper that has it or by giving " +
      "it up, and no request is answered with the file of another.",
    source: "ours."
  },
  {
    id: "helpers/in-order",
    level: "MUST",
    sentence: "The notifications of one helper are processed in the order in which it sent them.",
    source: "Flash, HTML node 8 (notifications arrive over IPC)."
  },
  {
    id: "helpers/fifo",
    level: "MUST",
    sentence:
      "Jobs get growing tickets and are submitted in that order, except that the retry of a " +
      "lost job goes before all that wait.",
    source: "ours."
  },
  {
    id: "helpers/bounded-queue",
    level: "MUST",
    sentence: "At most `queueMax` jobs wait, not counting those that are tried again.",
    source: "ours."
  },
  {
    id: "helpers/bounded-pool",
    level: "MUST",
    sentence:
      "At most `helpersMax` helpers are starting, at work or in reserve, and at most " +
      "`helpersHungMax` more exist that were killed and are not gone.",
    source:
      "Flash, HTML nodes 11 and 14 (memory of helpers against memory for files); the figures are ours."
  },
  {
    id: "helpers/deadline",
    level: "MUST",
    sentence: "Every submitted job is guarded by a timer of at most `jobMillis`.",
    source: "ours."
  }
]
