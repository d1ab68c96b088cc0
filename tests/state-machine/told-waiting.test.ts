/** What comes while a helper works, to the letter: ends, resets, time, changes and drains. */
import { expect, test } from "vitest"
import type { Outcome } from "../../src/state-machine/event.ts"
import {
  accepted,
  begun,
  drain,
  ended,
  fired,
  found,
  get,
  late,
  loaded,
  notified,
  received,
  reset,
  sent,
  story,
  taken,
  told
} from "./told.ts"

const failed: Outcome = { _tag: "Failed", reason: "EIO" }
const finding = [...begun, accepted(1), received(1, get())]
const heading = [...finding, notified(1, 1, found("/a", 25))]

test("find/timeout the helper is too late, and its word is nobody's", () => {
  expect(told(finding, [late(1), taken(1), late(1), notified(1, 1, found("/a", 5))])).toBe(
    story(`
    find/timeout send/first
      send 1:
        "HTTP/1.1 503 …"
        "503 Service Unavailable↓"
      timer connection 1: 1006
    send/complete
      log 1: GET /a 503 24 send/complete
      timer connection 1: 1002
    read/idle-timeout
      finish 1
      timer connection 1: 1007
    helpers/unclaimed
      no timer helper 1
  `)
  )
})

test("faults/peer-reset while finding, and what comes after it", () => {
  const after = [late(1), sent(1, 1), received(1, "x"), ended(1), reset(1)]
  expect(told(finding, [reset(1), ...after])).toBe(
    story(`
    faults/peer-reset
      log 1: GET /a 0 0 faults/peer-reset
      no timer connection 1
      close 1 reset
    faults/late-event
    faults/late-event
    faults/late-event
    faults/late-event
    faults/late-event
  `)
  )
})

test("dispatcher/drain what was begun is answered as the last", () => {
  expect(
    told(finding, [
      drain,
      notified(1, 1, found("/a", 5)),
      notified(1, 2, loaded(5)),
      taken(1),
      received(1, "x"),
      ended(1)
    ])
  ).toBe(
    story(`
    dispatcher/drain
      StopAccept
      no timer accept
      timer drain: 1008
    helpers/notified find/found header/full caches/absent helpers/submit header/load
      no timer helper 1
      submit to 1: #2 Load /a@v 0+5
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+5 = #2 0+
      timer connection 1: 1006
    send/last
      log 1: GET /a 200 5 send/last
      finish 1
      timer connection 1: 1007
    send/linger
      read 1
    send/linger-end dispatcher/drained
      no timer connection 1
      close 1 gracefully
      no timer drain
      Stop
  `)
  )
})

test("dispatcher/drain-timeout while finding and while loading", () => {
  expect(told(finding, [drain, fired({ _tag: "Drain" })])).toBe(
    story(`
    dispatcher/drain
      StopAccept
      no timer accept
      timer drain: 1008
    dispatcher/drain-timeout dispatcher/drain-timeout dispatcher/drained
      log 1: GET /a 0 0 dispatcher/drain-timeout
      no timer connection 1
      close 1 reset
      no timer drain
      Stop
  `)
  )
  expect(told(heading, [drain, fired({ _tag: "Drain" })])).toBe(
    story(`
    dispatcher/drain
      StopAccept
      no timer accept
      timer drain: 1008
    dispatcher/drain-timeout dispatcher/drain-timeout dispatcher/drained
      log 1: GET /a 0 0 dispatcher/drain-timeout
      no timer connection 1
      close 1 reset
      no timer drain
      Stop
  `)
  )
})

test("header/changed it is found again, once", () => {
  expect(
    told(heading, [
      notified(1, 2, { _tag: "Changed" }),
      notified(1, 3, found("/a", 25, { version: "w" })),
      notified(1, 4, { _tag: "Changed" })
    ])
  ).toBe(
    story(`
    helpers/notified header/changed helpers/submit find/locate
      no timer helper 1
      submit to 1: #3 Locate /a
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified find/found header/full caches/absent helpers/submit header/load
      no timer helper 1
      submit to 1: #4 Load /a@w 0+10
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified header/failed send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 500 …"
        "500 Internal Server Error↓"
      timer connection 1: 1006
  `)
  )
})

test("header/changed a chunk of another length is no chunk", () => {
  expect(told(heading, [notified(1, 2, loaded(9))])).toBe(
    story(`
    helpers/notified header/changed helpers/submit find/locate
      no timer helper 1
      submit to 1: #3 Locate /a
      timer helper 1: 410
      timer connection 1: 1004
      forget #2
  `)
  )
})

test("header/failed, header/timeout, faults/peer-reset while loading", () => {
  expect(told(heading, [notified(1, 2, failed)])).toBe(
    story(`
    helpers/notified header/failed send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 500 …"
        "500 Internal Server Error↓"
      timer connection 1: 1006
  `)
  )
  expect(told(heading, [late(1), notified(1, 2, loaded(10))])).toBe(
    story(`
    header/timeout send/first
      send 1:
        "HTTP/1.1 503 …"
        "503 Service Unavailable↓"
      timer connection 1: 1006
    helpers/unclaimed
      no timer helper 1
  `)
  )
  expect(told(heading, [reset(1)])).toBe(
    story(`
    faults/peer-reset
      log 1: GET /a 0 0 faults/peer-reset
      no timer connection 1
      close 1 reset
  `)
  )
})

test("read/pipelined, faults/peer-ended what is held is read after the answer, to its end", () => {
  const answered = [notified(1, 1, found("/a", 5)), notified(1, 2, loaded(5)), taken(1)]
  expect(told(finding, [received(1, "abc"), ended(1), ...answered])).toBe(
    story(`
    read/pipelined
      read 1
    faults/peer-ended
    helpers/notified find/found header/full caches/absent helpers/submit header/load
      no timer helper 1
      submit to 1: #2 Load /a@v 0+5
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+5 = #2 0+
      timer connection 1: 1006
    send/complete read/peer-ended
      log 1: GET /a 200 5 send/complete
      timer connection 1: 1001
      finish 1
      no timer connection 1
      close 1 gracefully
  `)
  )
  expect(told(finding, [received(1, get()), ended(1), ...answered, taken(1)])).toBe(
    story(`
    read/pipelined
      read 1
    faults/peer-ended
    helpers/notified find/found header/full caches/absent helpers/submit header/load
      no timer helper 1
      submit to 1: #2 Load /a@v 0+5
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+5 = #2 0+
      timer connection 1: 1006
    send/complete read/complete find/warm find/found header/full caches/resident send/first
      log 1: GET /a 200 5 send/complete
      timer connection 1: 1001
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+5 = #2 0+
      timer connection 1: 1006
    send/last
      log 1: GET /a 200 5 send/last
      finish 1
      no timer connection 1
      close 1 gracefully
  `)
  )
  expect(told(heading, [received(1, get("/b")), ended(1), notified(1, 2, loaded(10))])).toBe(
    story(`
    read/pipelined
      read 1
    faults/peer-ended
    helpers/notified send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+10 = #2 0+
      timer connection 1: 1006
  `)
  )
})
