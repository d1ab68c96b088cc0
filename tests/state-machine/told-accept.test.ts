/** Accepting and ending, to the letter. */
import { expect, test } from "vitest"
import {
  accepted,
  begun,
  drain,
  ended,
  fired,
  get,
  late,
  lost,
  nowSeconds,
  ready,
  received,
  reset,
  sent,
  started,
  story,
  taken,
  ticked,
  told
} from "./told.ts"

const three = [...begun, accepted(1), accepted(2), accepted(3)]
const failing = { _tag: "AcceptFailed", reason: "EMFILE" } as const
const again = fired({ _tag: "Accept" })

test("dispatcher/start helpers in reserve are started, and clients may come", () => {
  expect(told([], [started, ready(1), ready(1), ready(9), ticked(nowSeconds + 1)])).toBe(
    story(`
    dispatcher/start helpers/spawn
      ResumeAccept
      SpawnHelper 1
      timer helper 1: 1011
    helpers/ready
      no timer helper 1
    faults/late-event
    faults/late-event
    dispatcher/clock
  `)
  )
})

test("accept/over-limit told so; accept/full reset; accept/resume when there is room for all", () => {
  expect(
    told(begun, [accepted(1), accepted(2), accepted(3), accepted(4), accepted(5), accepted(6)])
  ).toBe(
    story(`
    accept/admit
      timer connection 1: 1001
      read 1
    accept/admit
      timer connection 2: 1001
      read 2
    accept/admit
      timer connection 3: 1001
      read 3
    accept/over-limit send/first
      send 4:
        "HTTP/1.1 503 …"
        "503 Service Unavailable↓"
      timer connection 4: 1006
    accept/over-limit send/first
      send 5:
        "HTTP/1.1 503 …"
        "503 Service Unavailable↓"
      timer connection 5: 1006
      PauseAccept
    accept/full
      close 6 reset
  `)
  )
  const full = [...three, accepted(4), accepted(5)]
  expect(told(full, [taken(4), ended(4), reset(5), reset(2), accepted(6)])).toBe(
    story(`
    send/last
      log 4:   503 24 send/last
      finish 4
      timer connection 4: 1007
      read 4
    send/linger-end
      no timer connection 4
      close 4 gracefully
    faults/peer-reset
      log 5:   503 0 faults/peer-reset
      no timer connection 5
      close 5 reset
    faults/peer-reset accept/resume
      no timer connection 2
      close 2 reset
      ResumeAccept
    accept/admit
      timer connection 6: 1001
      read 6
  `)
  )
})

test("accept/exhausted a pause, once, and then it goes on", () => {
  expect(told(begun, [failing, failing, again, again])).toBe(
    story(`
    accept/exhausted
      PauseAccept
      timer accept: 1009
    accept/exhausted
    accept/resume
      ResumeAccept
    faults/late-event
  `)
  )
})

test("accept/full while descriptors want", () => {
  const last = [accepted(4), accepted(5), again, again, reset(4), reset(5), reset(1)]
  expect(told([...three, failing], last)).toBe(
    story(`
    accept/over-limit send/first
      send 4:
        "HTTP/1.1 503 …"
        "503 Service Unavailable↓"
      timer connection 4: 1006
    accept/over-limit send/first
      send 5:
        "HTTP/1.1 503 …"
        "503 Service Unavailable↓"
      timer connection 5: 1006
    accept/full
    faults/late-event
    faults/peer-reset
      log 4:   503 0 faults/peer-reset
      no timer connection 4
      close 4 reset
    faults/peer-reset
      log 5:   503 0 faults/peer-reset
      no timer connection 5
      close 5 reset
    faults/peer-reset accept/resume
      no timer connection 1
      close 1 reset
      ResumeAccept
  `)
  )
})

test("accept/draining nobody comes in, and no failure or timer opens the door again", () => {
  expect(told([...begun, accepted(1)], [drain, drain, accepted(2), failing, again])).toBe(
    story(`
    dispatcher/drain dispatcher/drain
      StopAccept
      no timer accept
      timer drain: 1008
      finish 1
      timer connection 1: 1007
    dispatcher/drain
    accept/draining
      close 2 reset
    accept/exhausted
    faults/late-event
  `)
  )
})

test("dispatcher/drained nobody is there", () => {
  expect(told(begun, [drain])).toBe(
    story(`
    dispatcher/drain dispatcher/drained
      StopAccept
      no timer accept
      timer drain: 1008
      no timer drain
      Stop
  `)
  )
})

test("dispatcher/drain in the order of the connections", () => {
  expect(told([...three, received(2, "G")], [drain, ended(3), fired({ _tag: "Drain" })])).toBe(
    story(`
    dispatcher/drain dispatcher/drain dispatcher/drain
      StopAccept
      no timer accept
      timer drain: 1008
      finish 1
      timer connection 1: 1007
      finish 3
      timer connection 3: 1007
    send/linger-end
      no timer connection 3
      close 3 gracefully
    dispatcher/drain-timeout send/linger-end dispatcher/drain-timeout dispatcher/drained
      no timer connection 1
      close 1 gracefully
      no timer connection 2
      close 2 reset
      no timer drain
      Stop
  `)
  )
})

test("faults/late-event of timers, helpers and peers that are no more", () => {
  const gone = [
    late(9),
    sent(9, 1),
    lost(9),
    fired({ _tag: "Job", helper: 9 }),
    fired({ _tag: "Spawn" })
  ]
  expect(told(begun, gone)).toBe(
    story(`
    faults/late-event
    faults/late-event
    faults/late-event
    faults/late-event
    helpers/spawn-again
  `)
  )
})

test("helpers/lost-fail the connection whose job kills its helpers is told", () => {
  const waiting = [...begun, accepted(1), received(1, get())]
  expect(
    told(waiting, [
      lost(1),
      fired({ _tag: "Spawn" }),
      ready(2),
      fired({ _tag: "Job", helper: 2 }),
      lost(2)
    ])
  ).toBe(
    story(`
    helpers/spawn-failed helpers/lost-retry
      no timer helper 1
      timer spawn: 1012
    helpers/spawn-again helpers/spawn
      SpawnHelper 2
      timer helper 2: 1011
    helpers/ready helpers/submit
      no timer helper 2
      submit to 2: #2 Locate /a
      timer helper 2: 410
    helpers/hung helpers/lost-fail helpers/spawn find/failed send/first
      KillHelper 2
      SpawnHelper 3
      timer helper 3: 1011
      send 1:
        "HTTP/1.1 500 …"
        "500 Internal Server Error↓"
      timer connection 1: 1006
    helpers/lost
  `)
  )
})
