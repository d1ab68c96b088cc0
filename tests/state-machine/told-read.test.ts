/** Reading, to the letter: heads, bodies, silence and ends. */
import { expect, test } from "vitest"
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
  story,
  taken,
  told
} from "./told.ts"

const open = [...begun, accepted(1)]
const post = (fields: string) => get("/a", fields, "POST")
const served = [
  ...open,
  received(1, get()),
  notified(1, 1, found("/a", 5)),
  notified(1, 2, loaded(5)),
  taken(1)
]

test("read/partial the time of a head begins with its first byte", () => {
  expect(told(open, [received(1, "GE"), received(1, "T"), late(1)])).toBe(
    story(`
    read/partial
      read 1
    read/partial
      read 1
    read/head-timeout send/first
      send 1:
        "HTTP/1.1 408 …"
        "408 Request Timeout↓"
      timer connection 1: 1006
  `)
  )
  expect(told(served, [received(1, "GE"), received(1, "T /b HTTP/1.1\r\n"), late(1)])).toBe(
    story(`
    read/partial
      timer connection 1: 1001
      read 1
    read/partial
      read 1
    read/head-timeout send/first
      send 1:
        "HTTP/1.1 408 …"
        "408 Request Timeout↓"
      timer connection 1: 1006
  `)
  )
})

test("read/idle-timeout, read/peer-ended nothing was asked", () => {
  expect(told(open, [late(1), received(1, "x"), ended(1)])).toBe(
    story(`
    read/idle-timeout
      finish 1
      timer connection 1: 1007
    send/linger
      read 1
    send/linger-end
      no timer connection 1
      close 1 gracefully
  `)
  )
  expect(told(open, [ended(1)])).toBe(
    story(`
    read/peer-ended
      finish 1
      no timer connection 1
      close 1 gracefully
  `)
  )
  expect(told(open, [received(1, "GET"), ended(1)])).toBe(
    story(`
    read/partial
      read 1
    read/peer-ended
      finish 1
      no timer connection 1
      close 1 gracefully
  `)
  )
  expect(told(served, [late(1), late(1)])).toBe(
    story(`
    read/idle-timeout
      finish 1
      timer connection 1: 1007
    send/linger-end
      no timer connection 1
      close 1 gracefully
  `)
  )
})

test("read/body-partial a body is skipped before its request is answered", () => {
  expect(
    told(open, [
      received(1, `${post("Content-Length: 5\r\n")}ab`),
      received(1, "cd"),
      received(1, "eGET"),
      taken(1)
    ])
  ).toBe(
    story(`
    read/complete read/body-partial
      timer connection 1: 1003
      read 1
    read/body-partial
      read 1
    read/method-not-allowed send/first
      send 1:
        "HTTP/1.1 405 …"
        "405 Method Not Allowed↓"
      timer connection 1: 1006
      read 1
    send/complete read/partial
      log 1: POST /a 405 23 send/complete
      timer connection 1: 1001
  `)
  )
  const chunks = ["3\r\nab", "c\r\n0\r\n", "X: y\r\n\r\n"]
  expect(
    told(open, [
      received(1, post("Transfer-Encoding: chunked\r\n")),
      ...chunks.map((text) => received(1, text))
    ])
  ).toBe(
    story(`
    read/complete read/body-partial
      timer connection 1: 1003
      read 1
    read/body-partial
      read 1
    read/body-partial
      read 1
    read/method-not-allowed send/first
      send 1:
        "HTTP/1.1 405 …"
        "405 Method Not Allowed↓"
      timer connection 1: 1006
      read 1
  `)
  )
})

test("read/body-timeout, read/peer-ended, faults/peer-reset, dispatcher/drain-timeout without the body", () => {
  const waiting = [...open, received(1, post("Content-Length: 5\r\n"))]
  expect(told(waiting, [late(1)])).toBe(
    story(`
    read/body-timeout send/first
      send 1:
        "HTTP/1.1 408 …"
        "408 Request Timeout↓"
      timer connection 1: 1006
  `)
  )
  expect(told(waiting, [received(1, "abc"), ended(1)])).toBe(
    story(`
    read/body-partial
      read 1
    read/peer-ended
      log 1: POST /a 0 0 read/peer-ended
      finish 1
      no timer connection 1
      close 1 gracefully
  `)
  )
  expect(told(waiting, [reset(1)])).toBe(
    story(`
    faults/peer-reset
      log 1: POST /a 0 0 faults/peer-reset
      no timer connection 1
      close 1 reset
  `)
  )
  expect(told(waiting, [drain, fired({ _tag: "Drain" })])).toBe(
    story(`
    dispatcher/drain
      StopAccept
      no timer accept
      timer drain: 1008
    dispatcher/drain-timeout dispatcher/drain-timeout dispatcher/drained
      log 1: POST /a 0 0 dispatcher/drain-timeout
      no timer connection 1
      close 1 reset
      no timer drain
      Stop
  `)
  )
})

test("read/bad-chunk, read/not-http, read/bad-request-line what follows a refusal is not read as a request", () => {
  const chunked = received(1, `${post("Transfer-Encoding: chunked\r\n")}x\r\n${get()}`)
  expect(told(open, [chunked, taken(1), ended(1)])).toBe(
    story(`
    read/complete read/bad-chunk send/first
      timer connection 1: 1003
      send 1:
        "HTTP/1.1 400 …"
        "400 Bad Request↓"
      timer connection 1: 1006
      read 1
    send/last
      log 1: POST /a 400 16 send/last
      finish 1
      timer connection 1: 1007
    send/linger-end
      no timer connection 1
      close 1 gracefully
  `)
  )
  expect(told(open, [received(1, "\x16\x03")])).toBe(
    story(`
    read/not-http send/first
      send 1:
        "HTTP/1.1 400 …"
        "400 Bad Request↓"
      timer connection 1: 1006
      read 1
  `)
  )
  expect(told(open, [received(1, `GET\r\n${get()}`), taken(1)])).toBe(
    story(`
    read/bad-request-line send/first
      send 1:
        "HTTP/1.1 400 …"
        "400 Bad Request↓"
      timer connection 1: 1006
      read 1
    send/last
      log 1:   400 16 send/last
      finish 1
      timer connection 1: 1007
  `)
  )
})

test("dispatcher/drain silence ends, and what has begun is answered as the last", () => {
  expect(told(open, [drain, ended(1)])).toBe(
    story(`
    dispatcher/drain dispatcher/drain
      StopAccept
      no timer accept
      timer drain: 1008
      finish 1
      timer connection 1: 1007
    send/linger-end dispatcher/drained
      no timer connection 1
      close 1 gracefully
      no timer drain
      Stop
  `)
  )
  expect(
    told(
      [...open, received(1, "OPTIONS ")],
      [drain, received(1, "* HTTP/1.1\r\nHost: h\r\n\r\n"), taken(1)]
    )
  ).toBe(
    story(`
    dispatcher/drain
      StopAccept
      no timer accept
      timer drain: 1008
    read/complete read/options send/first
      send 1:
        "HTTP/1.1 204 …"
      timer connection 1: 1006
      read 1
    send/last
      log 1: OPTIONS * 204 0 send/last
      finish 1
      timer connection 1: 1007
  `)
  )
})
