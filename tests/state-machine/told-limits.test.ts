/** What happens at the edges of limits and of time, to the letter. */
import { expect, test } from "vitest"
import { defaultPolicy } from "../../src/state-machine/limits.ts"
import {
  accepted,
  begun,
  drain,
  fired,
  found,
  get,
  late,
  loaded,
  notified,
  received,
  reset,
  smallLimits,
  story,
  taken,
  told
} from "./told.ts"

const finding = [...begun, accepted(1), received(1, get())]
const heading = [...finding, notified(1, 1, found("/a", 25))]
const three = [...begun, accepted(1), accepted(2), accepted(3)]

test("accept/full without room to tell anybody, accepting pauses at the first connection too many", () => {
  const limits = { ...smallLimits, overloadMax: 0 }
  expect(told(three, [accepted(4), reset(1), accepted(5), accepted(6)], limits)).toBe(
    story(`
    accept/full
      close 4 reset
      PauseAccept
    faults/peer-reset accept/resume
      no timer connection 1
      close 1 reset
      ResumeAccept
    accept/admit
      timer connection 5: 1001
      read 5
    accept/full
      close 6 reset
      PauseAccept
  `)
  )
})

test("accept/resume after descriptors came back, while some can still be told", () => {
  const failing = { _tag: "AcceptFailed", reason: "EMFILE" } as const
  const again = fired({ _tag: "Accept" })
  expect(told([...three, failing], [again, failing, again, accepted(4)])).toBe(
    story(`
    accept/resume
      ResumeAccept
    accept/exhausted
      PauseAccept
      timer accept: 1009
    accept/resume
      ResumeAccept
    accept/over-limit send/first
      send 4:
        "HTTP/1.1 503 …"
        "503 Service Unavailable↓"
      timer connection 4: 1006
  `)
  )
})

test("read/head-timeout the log has no method where none was understood", () => {
  expect(told([...begun, accepted(1), received(1, "GE")], [late(1), taken(1)])).toBe(
    story(`
    read/head-timeout send/first
      send 1:
        "HTTP/1.1 408 …"
        "408 Request Timeout↓"
      timer connection 1: 1006
    send/last
      log 1:   408 20 send/last
      finish 1
      timer connection 1: 1007
  `)
  )
})

test("dispatcher/drain an empty line is the beginning of a head", () => {
  expect(told([...begun, accepted(1), received(1, "\r\n")], [drain])).toBe(
    story(`
    dispatcher/drain
      StopAccept
      no timer accept
      timer drain: 1008
  `)
  )
})

test("dispatcher/drain connections are taken in the order of their numbers", () => {
  expect(
    told([...begun, accepted(32), accepted(1), accepted(33)], [drain, fired({ _tag: "Drain" })])
  ).toBe(
    story(`
    dispatcher/drain dispatcher/drain dispatcher/drain dispatcher/drain
      StopAccept
      no timer accept
      timer drain: 1008
      finish 1
      timer connection 1: 1007
      finish 32
      timer connection 32: 1007
      finish 33
      timer connection 33: 1007
    dispatcher/drain-timeout send/linger-end send/linger-end send/linger-end dispatcher/drained
      no timer connection 1
      close 1 gracefully
      no timer connection 32
      close 32 gracefully
      no timer connection 33
      close 33 gracefully
      no timer drain
      Stop
  `)
  )
})

test("dispatcher/drained the deadline of a drain that is over only says so again", () => {
  expect(told([...begun, drain], [fired({ _tag: "Drain" })])).toBe(
    story(`
    dispatcher/drain-timeout dispatcher/drained
      no timer drain
      Stop
  `)
  )
})

test("header/changed what is found again is remembered, or may be a directory by now", () => {
  const changed = notified(1, 2, { _tag: "Changed" })
  const again = [notified(1, 3, found("/a", 5)), notified(1, 4, loaded(5)), taken(1)]
  expect(told([...heading, changed, ...again], [received(1, get())])).toBe(
    story(`
    read/complete find/warm find/found header/full caches/resident send/first
      timer connection 1: 1001
      read 1
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+5 = #4 0+
      timer connection 1: 1006
  `)
  )
  expect(told([...heading, changed], [notified(1, 3, { _tag: "Directory" })])).toBe(
    story(`
    helpers/notified find/directory-redirect send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 301 …"
        "301 Moved Permanently↓"
      timer connection 1: 1006
  `)
  )
})

test("caches/resident each chunk is found again under its number", () => {
  const limits = { ...smallLimits, contentBytesMax: 9000 }
  const chunks = [
    notified(1, 2, loaded(10)),
    taken(1),
    notified(1, 3, loaded(10)),
    taken(1),
    notified(1, 4, loaded(5)),
    taken(1)
  ]
  expect(
    told([...heading, ...chunks], [received(1, get()), taken(1), taken(1), taken(1)], limits)
  ).toBe(
    story(`
    read/complete find/warm find/found header/full caches/resident send/first
      timer connection 1: 1001
      read 1
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+10 = #2 0+
      timer connection 1: 1006
    send/progress caches/resident send/slice
      send 1:
        /a@v 10+10 = #3 0+
      timer connection 1: 1006
    send/progress caches/resident send/slice
      send 1:
        /a@v 20+5 = #4 0+
      timer connection 1: 1006
    send/complete
      log 1: GET /a 200 25 send/complete
      timer connection 1: 1002
  `)
  )
})

test("find/next-index each index name in turn, and none at all", () => {
  const directory = [...begun, accepted(1), received(1, get("/sub/"))]
  const missing = notified(1, 1, { _tag: "Missing" })
  const policy = (...names: ReadonlyArray<string>) => ({ ...defaultPolicy, indexNames: names })
  expect(
    told(directory, [missing, notified(1, 2, { _tag: "Missing" })], smallLimits, policy("a", "b"))
  ).toBe(
    story(`
    helpers/notified find/next-index helpers/submit find/locate
      no timer helper 1
      submit to 1: #2 Locate /sub/b
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified find/missing send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 404 …"
        "404 Not Found↓"
      timer connection 1: 1006
  `)
  )
  expect(told(directory.slice(0, -1), [directory.at(-1)!], smallLimits, policy())).toBe(
    story(`
    read/complete find/missing send/first
      send 1:
        "HTTP/1.1 404 …"
        "404 Not Found↓"
      timer connection 1: 1006
      read 1
  `)
  )
})

test("send/linger a peer is drained even where nothing may be held", () => {
  const limits = { ...smallLimits, pipelinedBytesMax: 0 }
  const last = received(1, get("/a", "Connection: close\r\n", "BREW"))
  expect(told([...begun, accepted(1)], [last, taken(1), received(1, "x")], limits)).toBe(
    story(`
    read/complete read/method-unknown send/first
      send 1:
        "HTTP/1.1 501 …"
        "501 Not Implemented↓"
      timer connection 1: 1006
    send/last
      log 1: BREW /a 501 20 send/last
      finish 1
      timer connection 1: 1007
      read 1
    send/linger
      read 1
  `)
  )
})
