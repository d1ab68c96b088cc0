/** Names: what helpers reported about them, and what follows for the requests that ask for them. */
import type { Job } from "../../state-machine/command.ts"
import type { Event, FileFacts, Outcome, Ticket } from "../../state-machine/event.ts"
import type { Limits } from "../../state-machine/limits.ts"
import type { Answer, Conversation } from "../conversation.ts"
import type { Handlers, MonitorFactory, StepTaken } from "../monitor.ts"
import type { Request } from "../request-scan.ts"
import { Memory, memoryHandlers } from "./contents.ts"
import { Jobs, plainPath } from "./jobs.ts"

interface Name {
  readonly facts: FileFacts
  readonly seenSeconds: number
  /** Uses of any name before this one: a cache of names may have dropped it when there were many since. */
  readonly uses: number
}

/** A request for a name that a helper reported. */
interface Asked {
  readonly path: string
  readonly name: Name
  readonly connection: number
}

/** A plain GET for a whole file, so that its name and its first chunk are all that it needs. */
const isPlainGet = (request: Request): boolean =>
  request.method === "GET" && request.bodyBytes === 0 && !/^(if-|range)/im.test(request.fields)

/** The request that is next, when the event leaves the connection nothing else to do. */
const nextRequest = (
  conversation: Conversation | undefined,
  event: Event,
  sequence: number
): Request | undefined => {
  if (conversation === undefined || conversation.finished || conversation.scan.lost)
    return undefined
  const { current, outstandingBytes, waiting, last } = conversation
  if (current || outstandingBytes > 0 || last?.announcesClose === true) return undefined
  const [first] = waiting
  const next = event._tag === "Sent" || (event._tag === "Received" && first?.sequence === sequence)
  return next ? first : undefined
}

const answersIn = (step: StepTaken, connection: number): boolean =>
  step.commands.some((command) => command._tag === "Send" && command.connection === connection)

/** What helpers reported, and how long it may be relied on. */
class Names {
  readonly #names = new Map<string, Name>()
  /** The youngest job that is known to have looked, by path. */
  readonly #lookedAt = new Map<string, Ticket>()
  readonly #limits: Limits
  nowSeconds = 0
  uses = 0
  lastTicket: Ticket = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  learn(job: Job, ticket: Ticket, outcome: Outcome): void {
    if (job._tag === "Locate") return this.#located(job.path, ticket, outcome)
    if (outcome._tag === "Loaded" && outcome.lengthBytes === job.lengthBytes) return
    // A changed file: whatever is under way may have looked before.
    this.#names.delete(job.path)
    this.#lookedAt.set(job.path, this.lastTicket)
  }

  #located(path: string, ticket: Ticket, outcome: Outcome): void {
    const { nowSeconds, uses } = this
    const facts = outcome._tag === "Found" ? outcome.facts : undefined
    // Equal: the last job that was under way when the file was found changed.
    if (ticket <= (this.#lookedAt.get(path) ?? 0)) {
      // An older job speaks last. Which one looked last can't be told from outside.
      if (this.#names.get(path)?.facts.version !== facts?.version) this.#names.delete(path)
      return
    }
    if (outcome._tag !== "Failed") this.#lookedAt.set(path, ticket)
    if (facts === undefined) this.#names.delete(path)
    else this.#names.set(path, { facts, seenSeconds: nowSeconds, uses })
  }

  find(path: string): Name | undefined {
    return this.#names.get(path)
  }

  isFresh(name: Name): boolean {
    const age = this.nowSeconds - name.seenSeconds
    return age >= 0 && age <= this.#limits.freshSeconds
  }

  /** A cache of this size can't have dropped it yet. */
  isKept(name: Name): boolean {
    return this.uses - name.uses < this.#limits.namesMax
  }
}

/** Names and chunks as the trace shows them. */
class Known {
  readonly memory: Memory
  readonly jobs = new Jobs()
  readonly names: Names

  constructor(limits: Limits) {
    this.memory = new Memory()
    this.names = new Names(limits)
  }

  readonly handlers = (): Pick<Handlers, "event" | "command"> => {
    const { event, command } = memoryHandlers(this.memory)
    const clock = ({ unixSeconds }: { readonly unixSeconds: number }): void => {
      this.names.nowSeconds = unixSeconds
    }
    return {
      event: {
        Started: clock,
        ClockTicked: clock,
        HelperLost: (lost) => {
          event.HelperLost(lost)
          this.jobs.gone(lost.helper)
        },
        Notified: (notified) => {
          event.Notified(notified)
          const job = this.jobs.notified(notified.helper, notified.ticket)
          if (job) this.names.learn(job, notified.ticket, notified.outcome)
        }
      },
      command: {
        Forget: command.Forget,
        Submit: (submit) => {
          command.Submit(submit)
          this.jobs.submitted(submit.helper, submit.ticket, submit.job)
          this.names.lastTicket = Math.max(this.names.lastTicket, submit.ticket)
        },
        KillHelper: (kill) => {
          command.KillHelper(kill)
          this.jobs.gone(kill.helper)
        }
      }
    }
  }
}

export const warmth: MonitorFactory = {
  rules: ["caches/warm-needs-no-helper", "caches/name-hit-content-miss", "caches/coherent"],
  start: ({ gauge, settings: { limits }, conversations, sequence }) => {
    const warm = gauge("caches/warm-needs-no-helper")
    const miss = gauge("caches/name-hit-content-miss")
    const coherent = gauge("caches/coherent")
    const known = new Known(limits)
    const { names, memory } = known
    let asked: Asked | undefined

    const judge = ({ path, name, connection }: Asked, step: StepTaken): void => {
      const { facts } = name
      const answered = answersIn(step, connection)
      const status = answered ? conversations.open.get(connection)?.last?.status : undefined
      if (!names.isFresh(name))
        return coherent.check(
          status !== 200 || step.rules.includes("find/stale"),
          () => `${path} is answered as it was at second ${name.seenSeconds}`
        )
      // Large files pass the cache by.
      if (!names.isKept(name) || facts.sizeBytes > limits.cacheableBytesMax) return
      const chunk = memory.at(facts.path, facts.version, 0)
      if (facts.sizeBytes === 0 || chunk !== undefined) {
        const submit = step.commands.find(({ _tag }) => _tag === "Submit")
        warm.check(
          answered && submit === undefined,
          () => `${path} is warm and ${submit ? "a helper is asked" : "its request waits"}`
        )
      } else miss.check(status !== 200, () => `${path} is not in memory and its answer begins`)
    }
    return {
      ...known.handlers(),
      heard: ({ event }) => {
        names.uses += 1
        if (!("connection" in event)) return
        const request = nextRequest(conversations.open.get(event.connection), event, sequence())
        const path = request && isPlainGet(request) ? plainPath(request.target) : undefined
        const name = path === undefined ? undefined : names.find(path)
        if (path !== undefined && name) asked = { path, name, connection: event.connection }
      },
      stepEnd: (step) => {
        // A drain may have made the answer before it the last.
        if (asked && conversations.open.get(asked.connection)?.finished === false)
          judge(asked, step)
        asked = undefined
      }
    }
  }
}

interface Version {
  readonly version: string
  /** Entry with which a helper reported another one. */
  replacedAt: number
}

const versionsKept = 8

export const coherence: MonitorFactory = {
  rules: ["caches/coherent"],
  start: ({ gauge, sequence }) => {
    const coherent = gauge("caches/coherent")
    const jobs = new Jobs()
    /** By path, the newest last. */
    const versions = new Map<string, Array<Version>>()
    const replace = (path: string, by: string | undefined): void => {
      const known = versions.get(path) ?? []
      const last = known.at(-1)
      if (last?.version === by && last?.replacedAt === Infinity) return
      if (last && last.replacedAt === Infinity) last.replacedAt = sequence()
      if (by !== undefined) known.push({ version: by, replacedAt: Infinity })
      if (known.length > versionsKept) known.shift()
      versions.set(path, known)
    }
    const judge = (answer: Answer, path: string, version: string): void => {
      const known = versions.get(path)
      const { request } = answer
      if (!request || !known || known.length === versionsKept) return
      coherent.check(
        known.some((other) => other.version === version && other.replacedAt >= request.sequence),
        () => `${path} is answered with version ${version}, which was known to be replaced`
      )
    }
    return {
      event: {
        HelperLost: ({ helper }) => jobs.gone(helper),
        Notified: ({ helper, ticket, outcome }) => {
          const job = jobs.notified(helper, ticket)
          if (outcome._tag === "Found" && job) replace(outcome.facts.path, outcome.facts.version)
          else if (outcome._tag === "Changed" && job?._tag === "Load") {
            if (versions.get(job.path)?.at(-1)?.version === job.version)
              replace(job.path, undefined)
          }
        }
      },
      command: {
        KillHelper: ({ helper }) => jobs.gone(helper),
        Submit: ({ helper, ticket, job }) => jobs.submitted(helper, ticket, job)
      },
      answer: {
        continues: (answer, part, at) => {
          if (part._tag === "Slice" && at === 0) judge(answer, part.path, part.version)
        }
      }
    }
  }
}
