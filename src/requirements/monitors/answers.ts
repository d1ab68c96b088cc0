/** Answers as wholes: one for each request, in order, of the right file, with the right number of bytes. */
import type { Part } from "../../state-machine/command.ts"
import type { ConnectionId, Event } from "../../state-machine/event.ts"
import { mayBeBare, type Answer } from "../conversation.ts"
import type { MonitorFactory } from "../monitor.ts"
import { Jobs, plainPath } from "./jobs.ts"

export const counting: MonitorFactory = {
  rules: ["send/one-answer", "send/exact-bytes", "send/head-without-body"],
  start: ({ gauge, conversations }) => {
    const one = gauge("send/one-answer")
    const exact = gauge("send/exact-bytes")
    const bare = gauge("send/head-without-body")
    return {
      stepEnd: ({ event, rules, commands }) => {
        if (event._tag !== "Sent" || rules.includes("send/load")) return
        const conversation = conversations.open.get(event.connection)
        const answer = conversation?.current
        if (!answer || mayBeBare(answer) || conversation.outstandingBytes > 0) return
        exact.check(
          commands.some(({ _tag }) => _tag === "Submit"),
          () => `${answer.bodyBytes} of ${answer.promisedBytes} bytes are out, and nothing follows`
        )
      },
      answer: {
        begins: ({ connection, request, status, announcesClose }) => {
          if (request === undefined) return
          one.check(
            request.whole || (status >= 400 && announcesClose),
            () => `connection ${connection} gets ${status} and has no request without an answer`
          )
        },
        continues: (answer, _part, at) => {
          if (answer.promisedBytes !== 0 || at > 0) return
          const { method } = answer.request ?? { method: "" }
          if (method !== "HEAD" && answer.status !== 204 && answer.status !== 304) return
          bare.check(false, () => `a body follows the head of ${answer.status} to ${method}`)
        },
        ends: (answer, whole) => {
          const { promisedBytes, bodyBytes, connection } = answer
          if (promisedBytes === undefined || mayBeBare(answer)) return
          if (promisedBytes === 0) bare.check(bodyBytes === 0, () => `${bodyBytes} bytes follow`)
          if (whole)
            exact.check(
              bodyBytes === promisedBytes,
              () => `${bodyBytes} bytes follow a head that promises ${promisedBytes}`
            )
          // The conversation is still open here: it ends with this very command or event.
          else if (conversations.open.get(connection)?.finished)
            exact.check(false, () => `FIN after ${bodyBytes} of ${promisedBytes} bytes`)
        }
      },
      command: {
        Log: ({ record: { connection, rule } }) => {
          if (rule === "send/complete" || rule === "send/last") unfinished(connection, rule)
        },
        Finish: ({ connection }) => unfinished(connection, "FIN"),
        Close: ({ connection, how }) => {
          if (how === "gracefully") unfinished(connection, "close")
        }
      }
    }

    function unfinished(connection: ConnectionId, end: string): void {
      const answer = conversations.open.get(connection)?.current
      if (!answer || mayBeBare(answer)) return
      exact.check(
        answer.bodyBytes === answer.promisedBytes,
        () => `${end} after ${answer.bodyBytes} of ${answer.promisedBytes} bytes`
      )
    }
  }
}

export const matching: MonitorFactory = {
  rules: ["send/in-order", "helpers/exactly-once", "send/one-version"],
  start: ({ gauge, settings: { policy }, conversations }) => {
    const inOrder = gauge("send/in-order")
    const exactlyOnce = gauge("helpers/exactly-once")
    const oneVersion = gauge("send/one-version")
    const jobs = new Jobs()
    /** Paths of files by the names that led to them, where they differ: links below the root. */
    const links = new Map<string, Set<string>>()
    const sources = new WeakMap<Answer, string>()
    const leadsTo = (name: string, path: string): boolean =>
      name === path || links.get(name)?.has(path) === true
    const asksFor = (target: string, path: string): boolean => {
      const name = plainPath(target)
      if (name === undefined) return true
      return name.endsWith("/")
        ? policy.indexNames.some((index) => leadsTo(`${name}${index}`, path))
        : leadsTo(name, path)
    }
    const firstSlice = (answer: Answer, path: string): void => {
      const { request, connection } = answer
      if (!request?.whole) return
      const own = asksFor(request.target, path)
      const later = conversations.open.get(connection)?.waiting ?? []
      const overtook = !own && later.some(({ target }) => asksFor(target, path))
      inOrder.check(!overtook, () => `${path} is sent where ${request.target} was asked for first`)
      exactlyOnce.check(own || overtook, () => `${path} is sent to who asked for ${request.target}`)
    }
    const slice = (answer: Answer, { path, version }: Extract<Part, { _tag: "Slice" }>): void => {
      const source = `${path} in version ${version}`
      const first = sources.get(answer)
      if (first === undefined) {
        sources.set(answer, source)
        firstSlice(answer, path)
      } else oneVersion.check(first === source, () => `${first} goes on as ${source}`)
    }
    return {
      event: {
        HelperLost: ({ helper }) => jobs.gone(helper),
        Notified: ({ helper, ticket, outcome }) => {
          const job = jobs.notified(helper, ticket)
          if (job?._tag !== "Locate" || outcome._tag !== "Found") return
          if (outcome.facts.path === job.path) return
          const paths = links.get(job.path) ?? new Set()
          links.set(job.path, paths.add(outcome.facts.path))
        }
      },
      command: {
        KillHelper: ({ helper }) => jobs.gone(helper),
        Submit: ({ helper, ticket, job }) => jobs.submitted(helper, ticket, job),
        Log: ({ record }) => {
          const last = conversations.open.get(record.connection)?.last
          // A record without a target is of a request line that was not understood.
          if (record.status === 0 || record.target === "" || !last?.request?.whole) return
          const { target } = last.request
          inOrder.check(
            record.target === target && record.status === last.status,
            () => `the log says ${record.target} where ${target} was answered`
          )
        }
      },
      answer: {
        continues: (answer, part) => {
          if (part._tag === "Slice") slice(answer, part)
        }
      }
    }
  }
}

export const closing: MonitorFactory = {
  rules: ["send/close-announced", "read/no-smuggling"],
  start: ({ gauge, conversations }) => {
    const announced = gauge("send/close-announced")
    const smuggled = gauge("read/no-smuggling")
    /** Something came after the head of the last answer had left that ends the connection all the same. */
    const excused = new Set<ConnectionId>()
    let draining = false
    return {
      event: {
        DrainRequested: () => {
          draining = true
        },
        PeerEnded: ({ connection }) => {
          excused.add(connection)
        },
        PeerReset: ({ connection }) => {
          excused.delete(connection)
        }
      },
      command: {
        Finish: ({ connection }, { event }) => {
          const last = conversations.open.get(connection)?.last
          if (event._tag !== "Sent" || last === undefined) return
          announced.check(
            last.announcesClose || draining || excused.has(connection),
            () => `FIN after the ${last.status}, which did not announce it`
          )
        },
        Close: ({ connection }) => {
          excused.delete(connection)
        }
      },
      answer: {
        begins: (answer) => {
          const conversation = conversations.open.get(answer.connection)
          const { before } = answer
          if (!conversation || !before) return
          announced.check(
            !before.announcesClose && !conversation.finished,
            () => `a ${answer.status} follows the ${before.status} that announced the end`
          )
          const refused = refusals.has(before.status)
          smuggled.check(
            !refused || !before.announcesClose,
            () => `a ${answer.status} follows the refusal ${before.status}`
          )
        }
      },
      stepEnd: ({ event, rules }) => {
        const connection = subjectOf(event)
        if (connection === undefined || !rules.some((rule) => doubts.has(rule))) return
        const last = conversations.open.get(connection)?.last
        smuggled.check(
          last === undefined || last.announcesClose,
          () => `${last?.status} under ${rules.join(", ")} does not end the connection`
        )
      }
    }
  }
}

export const lingering: MonitorFactory = {
  rules: ["send/linger"],
  start: ({ gauge, settings: { limits }, conversations }) => {
    const lingers = gauge("send/linger")
    /** What came after FIN. */
    const discardedBytes = new Map<ConnectionId, number>()
    const ended = new Set<ConnectionId>()
    const over = (connection: ConnectionId): void => {
      ended.delete(connection)
      discardedBytes.delete(connection)
    }
    return {
      event: {
        PeerEnded: ({ connection }) => {
          ended.add(connection)
        },
        PeerReset: ({ connection }) => over(connection),
        Received: ({ connection, bytes }) => {
          if (conversations.open.get(connection)?.finished !== true) return
          const before = discardedBytes.get(connection) ?? 0
          discardedBytes.set(connection, before + bytes.length)
        }
      },
      command: {
        Close: ({ connection, how }, { event }) => {
          if (how === "gracefully")
            lingers.check(
              ended.has(connection) ||
                event._tag === "TimerFired" ||
                (discardedBytes.get(connection) ?? 0) > limits.lingerBytesMax,
              () => `connection ${connection} is closed on ${event._tag}, before its peer is done`
            )
          over(connection)
        }
      }
    }
  }
}

const refusals: ReadonlySet<number> = new Set([400, 408, 413, 414, 431, 501, 505])

/** The connection that an event speaks of, in its own name or in that of a timer. */
const subjectOf = (event: Event): ConnectionId | undefined => {
  if ("connection" in event) return event.connection
  return event._tag === "TimerFired" && event.timer._tag === "Connection"
    ? event.timer.connection
    : undefined
}

/** Rules after which it is unknown where the next request begins. */
const doubts: ReadonlySet<string> = new Set([
  "read/not-http",
  "read/bad-request-line",
  "read/version-unsupported",
  "read/target-too-long",
  "read/head-too-large",
  "read/bad-field",
  "read/bad-host",
  "read/bad-framing",
  "read/coding-unknown",
  "read/body-too-large",
  "read/bad-chunk",
  "read/head-timeout",
  "read/body-timeout"
])
