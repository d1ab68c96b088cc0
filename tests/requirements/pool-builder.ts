/** What the tests of helpers and caches begin with: helpers that are ready, and a file in memory. */
import { defaultSettings } from "../../src/state-machine/limits.ts"
import type { Happening } from "../../src/runtime/trace.ts"
import type { Command } from "../../src/state-machine/command.ts"
import {
  step,
  judged,
  second,
  start,
  text,
  send,
  spawn,
  submit,
  stopJob,
  accepted,
  received,
  ready,
  notified,
  locate,
  load,
  facts,
  found,
  loaded,
  slice,
  request,
  head,
  fileFields
} from "./trace-builder.ts"

export const settings = {
  ...defaultSettings,
  limits: {
    ...defaultSettings.limits,
    helpersMax: 2,
    helpersHungMax: 1,
    queueMax: 1,
    contentBytesMax: 8,
    chunkBytes: 4
  }
}
export const violated = (happenings: ReadonlyArray<Happening>) =>
  judged(happenings, { settings }).violations.map(({ rule }) => rule)

export const pool = (...helpers: ReadonlyArray<number>): ReadonlyArray<Happening> => [
  start,
  step({ _tag: "ClockTicked", unixSeconds: second }, helpers.map(spawn)),
  ...helpers.map((helper) => ready(helper))
]
export const tickWith = (...commands: ReadonlyArray<Command>): Happening =>
  step({ _tag: "ClockTicked", unixSeconds: second }, commands)
export const file = facts("/a")
export const whole = head(200, fileFields(file))
export const ask = (connection: number, ...commands: ReadonlyArray<Command>): Happening =>
  received(connection, request("/a"), commands)
/** The file is found and loaded for connection 1, which is answered. */
export const warm: ReadonlyArray<Happening> = [
  ...pool(1),
  accepted(1),
  ask(1, ...submit(1, 1, locate("/a"))),
  notified(1, 1, found(file), [stopJob(1), ...submit(1, 2, load("/a", "v1", 0, 4))]),
  notified(1, 2, loaded(4), [stopJob(1), send(1, text(whole), slice(2, file))]),
  accepted(2)
]
export const queued = received(2, "x", [], ["helpers/queue"])
