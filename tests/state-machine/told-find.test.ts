/** Finding, to the letter: rules and commands, with every timer. */
import { expect, test } from "vitest"
import type { Outcome } from "../../src/state-machine/event.ts"
import {
  accepted,
  begun,
  found,
  get,
  late,
  loaded,
  notified,
  nowSeconds,
  received,
  story,
  taken,
  ticked,
  told
} from "./told.ts"

const failed: Outcome = { _tag: "Failed", reason: "EIO" }
const finding = [...begun, accepted(1), received(1, get())]
const served = [...finding, notified(1, 1, found("/a", 5)), notified(1, 2, loaded(5)), taken(1)]
const later = ticked(nowSeconds + 2)

test("find/locate a name that nobody knows is asked of a helper, and its bytes as well", () => {
  expect(
    told(begun, [
      ...finding.slice(begun.length),
      notified(1, 1, found("/a", 5)),
      notified(1, 2, loaded(5)),
      taken(1)
    ])
  ).toBe(
    story(`
    accept/admit
      timer connection 1: 1001
      read 1
    read/complete helpers/submit find/locate
      read 1
      submit to 1: #1 Locate /a
      timer helper 1: 410
      timer connection 1: 1004
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
    send/complete
      log 1: GET /a 200 5 send/complete
      timer connection 1: 1002
  `)
  )
})

test("find/warm what is fresh and resident needs nobody", () => {
  expect(told(served, [received(1, get())])).toBe(
    story(`
    read/complete find/warm find/found header/full caches/resident send/first
      timer connection 1: 1001
      read 1
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+5 = #2 0+
      timer connection 1: 1006
  `)
  )
})

test("find/stale the helper has a short time, then what is remembered is served", () => {
  expect(
    told(served, [later, received(1, get()), late(1), taken(1), notified(1, 3, found("/a", 5))])
  ).toBe(
    story(`
    dispatcher/clock
    read/complete helpers/submit find/locate
      timer connection 1: 1001
      read 1
      submit to 1: #3 Locate /a
      timer helper 1: 410
      timer connection 1: 105
    find/stale find/found header/full caches/resident send/first
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+5 = #2 0+
      timer connection 1: 1006
    send/complete
      log 1: GET /a 200 5 send/complete
      timer connection 1: 1002
    helpers/unclaimed
      no timer helper 1
  `)
  )
})

test("find/stale one question a tick is enough for all", () => {
  const both = [...served, accepted(2)]
  const missing: Outcome = { _tag: "Missing" }
  expect(told(both, [later, received(1, get()), received(2, get()), notified(1, 3, missing)])).toBe(
    story(`
    dispatcher/clock
    read/complete helpers/submit find/locate
      timer connection 1: 1001
      read 1
      submit to 1: #3 Locate /a
      timer helper 1: 410
      timer connection 1: 105
    read/complete find/stale find/found header/full caches/resident send/first
      read 2
      send 2:
        "HTTP/1.1 200 …"
        /a@v 0+5 = #2 0+
      timer connection 2: 1006
    helpers/notified find/missing send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 404 …"
        "404 Not Found↓"
      timer connection 1: 1006
  `)
  )
})

test("find/stale a full queue or a failing disk is no reason not to answer", () => {
  const three = [...served, accepted(2), accepted(3)]
  expect(
    told(three, [later, received(2, get("/b")), received(3, get("/c")), received(1, get())])
  ).toBe(
    story(`
    dispatcher/clock
    read/complete helpers/submit find/locate
      read 2
      submit to 1: #3 Locate /b
      timer helper 1: 410
      timer connection 2: 1004
    read/complete helpers/queue helpers/spawn find/locate
      read 3
      SpawnHelper 2
      timer helper 2: 1011
      timer connection 3: 1004
    read/complete helpers/overload find/stale find/found header/full caches/resident send/first
      timer connection 1: 1001
      read 1
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+5 = #2 0+
      timer connection 1: 1006
  `)
  )
  expect(told(served, [later, received(1, get()), notified(1, 3, failed)])).toBe(
    story(`
    dispatcher/clock
    read/complete helpers/submit find/locate
      timer connection 1: 1001
      read 1
      submit to 1: #3 Locate /a
      timer helper 1: 410
      timer connection 1: 105
    helpers/notified find/stale find/found header/full caches/resident send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+5 = #2 0+
      timer connection 1: 1006
  `)
  )
})

test("find/overload nothing is remembered, and nobody can be asked", () => {
  const three = [
    ...begun,
    accepted(1),
    accepted(2),
    accepted(3),
    received(1, get("/b")),
    received(2, get("/c"))
  ]
  expect(told(three, [received(3, get())])).toBe(
    story(`
    read/complete helpers/overload find/overload send/first
      read 3
      send 3:
        "HTTP/1.1 503 …"
        "503 Service Unavailable↓"
      timer connection 3: 1006
  `)
  )
})

test("find/directory-redirect, find/missing, find/forbidden, find/special-file, find/link-leaves-root", () => {
  const outcomes: ReadonlyArray<Outcome> = [
    { _tag: "Directory" },
    { _tag: "Missing" },
    { _tag: "Forbidden" },
    { _tag: "Special" },
    { _tag: "Outside" }
  ]
  expect(outcomes.map((outcome) => told(finding, [notified(1, 1, outcome)])).join("\n")).toBe(
    story(`
    helpers/notified find/directory-redirect send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 301 …"
        "301 Moved Permanently↓"
      timer connection 1: 1006
    helpers/notified find/missing send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 404 …"
        "404 Not Found↓"
      timer connection 1: 1006
    helpers/notified find/forbidden send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 403 …"
        "403 Forbidden↓"
      timer connection 1: 1006
    helpers/notified find/special-file send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 403 …"
        "403 Forbidden↓"
      timer connection 1: 1006
    helpers/notified find/link-leaves-root send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 404 …"
        "404 Not Found↓"
      timer connection 1: 1006
  `)
  )
})

test("find/failed the disk fails, or a helper says what nobody asked", () => {
  const outcomes: ReadonlyArray<Outcome> = [failed, loaded(3), { _tag: "Changed" }]
  expect(outcomes.map((outcome) => told(finding, [notified(1, 1, outcome)])).join("\n")).toBe(
    story(`
    helpers/notified find/failed send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 500 …"
        "500 Internal Server Error↓"
      timer connection 1: 1006
    helpers/notified find/failed send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 500 …"
        "500 Internal Server Error↓"
      timer connection 1: 1006
    helpers/notified find/failed send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 500 …"
        "500 Internal Server Error↓"
      timer connection 1: 1006
  `)
  )
})
