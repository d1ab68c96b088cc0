/** What is remembered and what is forgotten, to the letter. */
import { expect, test } from "vitest"
import {
  accepted,
  begun,
  found,
  get,
  loaded,
  notified,
  nowSeconds,
  received,
  smallLimits,
  story,
  taken,
  ticked,
  told
} from "./told.ts"

const finding = [...begun, accepted(1), received(1, get())]
const served = [...finding, notified(1, 1, found("/a", 5)), notified(1, 2, loaded(5)), taken(1)]
const later = ticked(nowSeconds + 2)

test("caches/bounded: what is large passes through", () => {
  const slices = [2, 3, 4].flatMap((ticket) => [notified(1, ticket, loaded(10)), taken(1)])
  expect(
    told(finding, [notified(1, 1, found("/a", 31)), ...slices, notified(1, 5, loaded(1)), taken(1)])
  ).toBe(
    story(`
    helpers/notified find/found header/full caches/absent helpers/submit header/load
      no timer helper 1
      submit to 1: #2 Load /a@v 0+10
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+10 = #2 0+
      timer connection 1: 1006
      forget #2
    send/progress caches/absent helpers/submit send/load
      submit to 1: #3 Load /a@v 10+10
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified send/slice
      no timer helper 1
      send 1:
        /a@v 10+10 = #3 0+
      timer connection 1: 1006
      forget #3
    send/progress caches/absent helpers/submit send/load
      submit to 1: #4 Load /a@v 20+10
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified send/slice
      no timer helper 1
      send 1:
        /a@v 20+10 = #4 0+
      timer connection 1: 1006
      forget #4
    send/progress caches/absent helpers/submit send/load
      submit to 1: #5 Load /a@v 30+1
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified send/slice
      no timer helper 1
      send 1:
        /a@v 30+1 = #5 0+
      timer connection 1: 1006
      forget #5
    send/complete
      log 1: GET /a 200 31 send/complete
      timer connection 1: 1002
  `)
  )
})

test("caches/bounded: what may still change under the same version passes through", () => {
  const unsettled = found("/a", 5, { settled: false })
  expect(told(finding, [notified(1, 1, unsettled), notified(1, 2, loaded(5))])).toBe(
    story(`
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
      forget #2
  `)
  )
})

test("caches/evict what was used least recently goes, once its bytes have been sent", () => {
  // Each chunk counts 1,024 bytes besides its own: there is room for two.
  const other = (path: string, ticket: number) => [
    received(1, get(path)),
    notified(1, ticket, found(path, 5)),
    notified(1, ticket + 1, loaded(5)),
    taken(1)
  ]
  expect(
    told([...served, ...other("/b", 3)], [received(1, get()), taken(1), ...other("/c", 5)])
  ).toBe(
    story(`
    read/complete find/warm find/found header/full caches/resident send/first
      timer connection 1: 1001
      read 1
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+5 = #2 0+
      timer connection 1: 1006
    send/complete
      log 1: GET /a 200 5 send/complete
      timer connection 1: 1002
    read/complete helpers/submit find/locate
      timer connection 1: 1001
      read 1
      submit to 1: #5 Locate /c
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified find/found header/full caches/absent helpers/submit header/load
      no timer helper 1
      submit to 1: #6 Load /c@v 0+5
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified caches/evict send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 200 …"
        /c@v 0+5 = #6 0+
      timer connection 1: 1006
      forget #4
    send/complete
      log 1: GET /c 200 5 send/complete
      timer connection 1: 1002
  `)
  )
})

test("caches/coherent a file that changed is found again, and its old chunk goes when it is driven out", () => {
  const changed = [
    received(1, get()),
    notified(1, 3, found("/a", 5, { version: "w" })),
    notified(1, 4, loaded(5)),
    taken(1)
  ]
  expect(told(served, [later, ...changed, received(1, get())])).toBe(
    story(`
    dispatcher/clock
    read/complete helpers/submit find/locate
      timer connection 1: 1001
      read 1
      submit to 1: #3 Locate /a
      timer helper 1: 410
      timer connection 1: 105
    helpers/notified find/found header/full caches/absent helpers/submit header/load
      no timer helper 1
      submit to 1: #4 Load /a@w 0+5
      timer helper 1: 410
      timer connection 1: 1004
    helpers/notified send/first
      no timer helper 1
      send 1:
        "HTTP/1.1 200 …"
        /a@w 0+5 = #4 0+
      timer connection 1: 1006
    send/complete
      log 1: GET /a 200 5 send/complete
      timer connection 1: 1002
    read/complete find/warm find/found header/full caches/resident send/first
      timer connection 1: 1001
      read 1
      send 1:
        "HTTP/1.1 200 …"
        /a@w 0+5 = #4 0+
      timer connection 1: 1006
  `)
  )
})

test("find/stale a name is fresh for a second, and a clock that is set back makes nothing fresh", () => {
  const limits = { ...smallLimits, freshSeconds: 1 }
  expect(told(served, [ticked(nowSeconds + 1), received(1, get())], limits)).toBe(
    story(`
    dispatcher/clock
    read/complete find/warm find/found header/full caches/resident send/first
      timer connection 1: 1001
      read 1
      send 1:
        "HTTP/1.1 200 …"
        /a@v 0+5 = #2 0+
      timer connection 1: 1006
  `)
  )
  expect(told(served, [ticked(nowSeconds - 1), received(1, get())], limits)).toBe(
    story(`
    dispatcher/clock
    read/complete helpers/submit find/locate
      timer connection 1: 1001
      read 1
      submit to 1: #3 Locate /a
      timer helper 1: 410
      timer connection 1: 105
  `)
  )
})
