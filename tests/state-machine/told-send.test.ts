/** Sending, to the letter: slices, what is loaded for them and what is forgotten after them. */
import { expect, test } from "vitest"
import type { Outcome } from "../../src/state-machine/event.ts"
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
  sent,
  story,
  taken,
  told
} from "./told.ts"

const failed: Outcome = { _tag: "Failed", reason: "EIO" }
const finding = [...begun, accepted(1), received(1, get())]
const served = [...finding, notified(1, 1, found("/a", 5)), notified(1, 2, loaded(5)), taken(1)]
const heading = [...finding, notified(1, 1, found("/a", 25))]
const sending = [...heading, notified(1, 2, loaded(10))]

test("send/slice a file in three chunks, the last of which is short", () => {
  expect(
    told(sending, [
      sent(1, 7),
      taken(1),
      notified(1, 3, loaded(10)),
      taken(1),
      notified(1, 4, loaded(5)),
      taken(1)
    ])
  ).toBe(
    story(`
    send/progress
    send/progress caches/absent helpers/submit send/load
      submit to 1: #3 Load /a@v 10+10
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified send/slice
      no timer helper 1
      send 1:
        /a@v 10+10 = #3 0+
      timer connection 1: 1006
    send/progress caches/absent helpers/submit send/load
      submit to 1: #4 Load /a@v 20+5
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified caches/evict send/slice
      no timer helper 1
      send 1:
        /a@v 20+5 = #4 0+
      timer connection 1: 1006
      forget #2
    send/complete
      log 1: GET /a 200 25 send/complete
      timer connection 1: 1002
  `)
  )
})

test("header/full what has no bytes to send, by its size or its method, loads none", () => {
  const empty = [...begun, accepted(1), received(1, get("/e"))]
  expect(told(empty, [notified(1, 1, found("/e", 0)), taken(1)])).toBe(
    story(`
    helpers/notified find/found header/full send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 200 …"
      timer connection 1: 1006
    send/complete
      log 1: GET /e 200 0 send/complete
      timer connection 1: 1002
  `)
  )
  expect(told(served, [received(1, get("/a", "", "HEAD")), taken(1)])).toBe(
    story(`
    read/complete find/warm find/found header/full send/first
      timer connection 1: 1001
      read 1
      send 1:
        "HTTP/1.1 200 …"
      timer connection 1: 1006
    send/complete
      log 1: HEAD /a 200 0 send/complete
      timer connection 1: 1002
  `)
  )
})

test("header/ranges texts and slices in their order", () => {
  expect(told(served, [received(1, get("/a", "Range: bytes=0-1,3-4\r\n")), taken(1)])).toBe(
    story(`
    read/complete find/warm find/found header/ranges caches/resident send/first
      timer connection 1: 1001
      read 1
      send 1:
        "HTTP/1.1 206 …"
        "--amped-part¶Content-Type: text/plain¶Content-Range: bytes 0-1/5¶¶"
        /a@v 0+2 = #2 0+
        "¶--amped-part¶Content-Type: text/plain¶Content-Range: bytes 3-4/5¶¶"
        /a@v 3+2 = #2 3+
        "¶--amped-part--¶"
      timer connection 1: 1006
    send/complete
      log 1: GET /a 206 164 send/complete
      timer connection 1: 1002
  `)
  )
})

test("send/complete, send/last the next request is read at once, and after the last one the peer is drained", () => {
  const two = get() + get("/a", "Connection: close\r\n")
  expect(
    told(served, [
      received(1, two),
      taken(1),
      taken(1),
      received(1, "x".repeat(30)),
      received(1, "x")
    ])
  ).toBe(
    story(`
    read/complete find/warm find/found header/full caches/resident send/first
      timer connection 1: 1001
      read 1
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
      timer connection 1: 1007
    send/linger
      read 1
    send/linger-end
      no timer connection 1
      close 1 gracefully
  `)
  )
})

test("send/stalled, faults/peer-reset, dispatcher/drain-timeout the log counts what left", () => {
  expect(told(sending, [late(1)])).toBe(
    story(`
    send/stalled
      log 1: GET /a 200 0 send/stalled
      no timer connection 1
      close 1 reset
  `)
  )
  expect(told(sending, [reset(1)])).toBe(
    story(`
    faults/peer-reset
      log 1: GET /a 200 0 faults/peer-reset
      no timer connection 1
      close 1 reset
  `)
  )
  expect(told(sending, [sent(1, 200), drain, fired({ _tag: "Drain" })])).toBe(
    story(`
    send/progress
    dispatcher/drain
      StopAccept
      no timer accept
      timer drain: 1008
    dispatcher/drain-timeout dispatcher/drain-timeout dispatcher/drained
      log 1: GET /a 200 4 dispatcher/drain-timeout
      no timer connection 1
      close 1 reset
      no timer drain
      Stop
  `)
  )
})

test("send/changed, send/failed a chunk that does not come", () => {
  expect(told(sending, [taken(1), notified(1, 3, { _tag: "Changed" })])).toBe(
    story(`
    send/progress caches/absent helpers/submit send/load
      submit to 1: #3 Load /a@v 10+10
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified send/changed
      no timer helper 1
      log 1: GET /a 200 10 send/changed
      no timer connection 1
      close 1 reset
  `)
  )
  expect(told(sending, [taken(1), notified(1, 3, failed)])).toBe(
    story(`
    send/progress caches/absent helpers/submit send/load
      submit to 1: #3 Load /a@v 10+10
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified send/failed
      no timer helper 1
      log 1: GET /a 200 10 send/failed
      no timer connection 1
      close 1 reset
  `)
  )
  expect(told(sending, [taken(1), late(1), notified(1, 3, loaded(10))])).toBe(
    story(`
    send/progress caches/absent helpers/submit send/load
      submit to 1: #3 Load /a@v 10+10
      timer helper 1: 410
      timer connection 1: 1004
    send/stalled
      log 1: GET /a 200 10 send/stalled
      no timer connection 1
      close 1 reset
    helpers/unclaimed
      no timer helper 1
  `)
  )
})
