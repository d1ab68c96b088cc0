import { describe, expect, test } from "vitest"
import { closing, counting, lingering, matching } from "../../src/requirements/monitors/answers.ts"
import { answer, headAsked, piece, settings, whole, wholeBytes } from "./answer-builder.ts"
import { breaks, fires, holds, peerEnds, peerResets, teller } from "./told.ts"
import {
  accepted,
  close,
  facts,
  fileFields,
  finish,
  found,
  head,
  kill,
  locate,
  log,
  lost,
  notified,
  received,
  request,
  send,
  sent,
  slice,
  step,
  submit,
  text
} from "./trace-builder.ts"

const told = teller({
  ...settings,
  policy: { ...settings.policy, indexNames: ["index.html", "index.txt"] },
  limits: { ...settings.limits, lingerBytesMax: 4 }
})

describe("bytes of answers", () => {
  test("send/exact-bytes: an answer that FIN cut short is told at FIN, and again at its end", () => {
    const short = [accepted(1), received(1, request("/a"), [send(1, answer(), piece(0, 3))])]
    const cut = "FIN after 3 of 4 bytes"
    const finished = sent(1, 0, [finish(1)], ["send/load"])
    expect(told(counting, "send/exact-bytes", [...short, finished])).toEqual(breaks(1, cut))
    expect(told(counting, "send/exact-bytes", [...short, finished, peerResets(1)])).toEqual(
      breaks(2, cut, cut)
    )
    expect(told(counting, "send/exact-bytes", [...short, peerResets(1)])).toEqual(holds(0))
  })

  test("send/head-without-body: a body in two parts is told once where it begins, once as a whole", () => {
    const parts = [answer(), text("fo"), text("ur")]
    const asked = received(1, request("/a", "", "HEAD"), [send(1, ...parts)])
    expect(told(counting, "send/head-without-body", [accepted(1), asked])).toEqual(
      breaks(2, "a body follows the head of 200 to HEAD", "4 bytes follow")
    )
    expect(told(counting, "send/head-without-body", [accepted(1), headAsked])).toEqual(holds(1))
  })

  test("send/head-without-body: without a request there is no method to tell", () => {
    const answered = send(1, text(head(304, "")), text("four"))
    const unknown = received(1, "\x16\r\n\r\n", [answered], ["read/not-http"])
    expect(told(counting, "send/head-without-body", [accepted(1), unknown])).toEqual(
      breaks(2, "a body follows the head of 304 to ", "4 bytes follow")
    )
  })
})

describe("files of answers", () => {
  const answered = (target: string, path: string) => {
    const named = facts(path)
    const sends = send(1, answer(fileFields(named)), slice(9, named))
    return [accepted(1), received(1, request(target), [sends])]
  }

  test("helpers/exactly-once: any of the index names answers for a directory", () => {
    const rule = "helpers/exactly-once"
    expect(told(matching, rule, answered("/d/", "/d/index.html"))).toEqual(holds(1))
    expect(told(matching, rule, answered("/d/", "/d/index.txt"))).toEqual(holds(1))
    expect(told(matching, rule, answered("/d/", "/d/a"))).toEqual(
      breaks(1, "/d/a is sent to who asked for /d/")
    )
  })

  test("helpers/exactly-once: a helper that is gone tells of no link any more", () => {
    const asks = step({ _tag: "ClockTicked", unixSeconds: 2 }, [...submit(1, 1, locate("/link"))])
    const tells = notified(1, 1, found(facts("/target")))
    const killed = step({ _tag: "ClockTicked", unixSeconds: 3 }, [kill(1)])
    const trace = (...between: Parameters<typeof told>[2]) =>
      told(matching, "helpers/exactly-once", [
        asks,
        ...between,
        tells,
        ...answered("/link", "/target")
      ])
    const wrong = breaks(1, "/target is sent to who asked for /link")
    expect(trace()).toEqual(holds(1))
    expect(trace(lost(1))).toEqual(wrong)
    expect(trace(killed)).toEqual(wrong)
  })

  test("send/in-order: a record without a target is not compared with the request", () => {
    const logged = (target: string) => [
      accepted(1),
      received(1, request("/a"), [whole]),
      sent(1, wholeBytes, [log(1, 200, target)])
    ]
    expect(told(matching, "send/in-order", logged(""))).toEqual(holds(1))
    expect(told(matching, "send/in-order", logged("/a"))).toEqual(holds(2))
    expect(told(matching, "send/in-order", logged("/b"))).toEqual(
      breaks(2, "the log says /b where /a was answered")
    )
  })
})

describe("ends of connections", () => {
  const asks = [accepted(1), received(1, request("/a"), [whole])]
  const finished = sent(1, wholeBytes, [finish(1)])
  const closed = step({ _tag: "ClockTicked", unixSeconds: 1 }, [close(1, "reset")])

  test("send/close-announced: what excuses an end is forgotten with the connection", () => {
    const rule = "send/close-announced"
    const unannounced = breaks(1, "FIN after the 200, which did not announce it")
    expect(told(closing, rule, [...asks, finished])).toEqual(unannounced)
    expect(told(closing, rule, [...asks, peerEnds(1), finished])).toEqual(holds(1))
    for (const over of [closed, peerResets(1)])
      expect(told(closing, rule, [accepted(1), peerEnds(1), over, ...asks, finished])).toEqual(
        unannounced
      )
  })

  test("read/no-smuggling: a step that speaks of no connection says nothing", () => {
    const quiet = step({ _tag: "ClockTicked", unixSeconds: 1 }, [], ["read/not-http"])
    const job = fires({ _tag: "Job", helper: 1 }, [], ["read/head-timeout"])
    expect(told(closing, "read/no-smuggling", [...asks, quiet, job])).toEqual(holds(0))
    const timeout = fires({ _tag: "Connection", connection: 1 }, [], ["read/head-timeout"])
    expect(told(closing, "read/no-smuggling", [...asks, timeout])).toEqual(
      breaks(1, "200 under read/head-timeout does not end the connection")
    )
  })

  test("send/linger: as many bytes as may be discarded are not yet too many", () => {
    const discards = (bytes: string) => [
      ...asks,
      finished,
      received(1, bytes, [close(1)], ["send/linger"])
    ]
    expect(told(lingering, "send/linger", discards("four"))).toEqual(
      breaks(1, "connection 1 is closed on Received, before its peer is done")
    )
    expect(told(lingering, "send/linger", discards("fives"))).toEqual(holds(1))
  })

  test("send/linger: that the peer is done is forgotten with the connection", () => {
    const closes = sent(1, 1, [close(1)])
    expect(told(lingering, "send/linger", [accepted(1), peerEnds(1), closes])).toEqual(holds(1))
    const again = [accepted(1), peerEnds(1), peerResets(1), accepted(1), closes]
    expect(told(lingering, "send/linger", again)).toEqual(
      breaks(1, "connection 1 is closed on Sent, before its peer is done")
    )
  })
})
