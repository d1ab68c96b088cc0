/** The Node runtime as a layer: real sockets, real helpers, real time. */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { Machine, Observe } from "../runtime/driver.ts"
import { Port } from "../runtime/port.ts"
import type { AccessLog } from "./access-log.ts"
import { makeAccessLog } from "./access-log.ts"
import { openWriter } from "./background-writer.ts"
import { makeChunks } from "./chunks.ts"
import { readTimeZone } from "./clock.ts"
import { makeConnections } from "./connections.ts"
import { makeDispatcher } from "./dispatcher.ts"
import type { DestinationUnwritable, StartFailure } from "./errors.ts"
import { ServerHandle } from "./handle.ts"
import type { HelperBoot } from "./helper/protocol.ts"
import { makeHelpers } from "./running-helpers.ts"
import { listen } from "./listener.ts"
import { monitorLoopDelay } from "./loop-delay.ts"
import type { World } from "./node-port.ts"
import { closeWorld, performer, runWorld } from "./node-port.ts"
import type { NodeOptions } from "./options.ts"
import { defaultHost } from "./options.ts"
import { probe } from "./probe.ts"
import type { Recorder } from "./recorder.ts"
import { makeRecorder } from "./recorder.ts"
import { makeServedCounter } from "./served.ts"
import { socketsMaxOf } from "./sockets-max.ts"
import { makeTimers } from "./timers.ts"

/**
 * Listens when it is built; serves while `Port.run` runs; closes, kills and joins everything with its
 * scope.
 */
export const layer = (options: NodeOptions): Layer.Layer<Port | ServerHandle, StartFailure> =>
  Layer.effectContext(open(options))

const recordedBy =
  (recorder: Recorder | null) =>
  <State>(machine: Machine<State>): Observe<State> =>
  (event, stepped, startedMillis) =>
    recorder?.observe(event, stepped, startedMillis, machine.fingerprint?.(stepped.state, event))

/** A log or recording whose disk hangs may not hold the end of the program up for longer. */
const flushMillis = 2_000

const open = Effect.fnUntraced(function* (options: NodeOptions) {
  const accessLog = yield* openAccessLog(options)
  const recorder = yield* openRecorder(options)
  const world = yield* openWorld(options, accessLog)
  const monitor = yield* Effect.acquireRelease(Effect.sync(monitorLoopDelay), ({ stop }) =>
    Effect.sync(stop)
  )
  const startedAt = performance.now()
  // Whole microseconds: more digits would only make recordings longer.
  const nowMillis = () => Math.round((performance.now() - startedAt) * 1000) / 1000

  const stopped = Deferred.makeUnsafe<void>()
  const perform = performer(world, () => {
    world.dispatcher.stop()
    Deferred.doneUnsafe(stopped, Effect.void)
  })
  const run = (handle: Parameters<Port["Service"]["run"]>[0]) =>
    runWorld(world, Deferred.await(stopped), handle).pipe(
      Effect.onExit((exit) => endRecording(recorder, exit._tag === "Success", nowMillis()))
    )

  return Context.empty().pipe(
    Context.add(Port, { perform, run, nowMillis }),
    Context.add(ServerHandle, {
      address: world.listener.address,
      drain: () => world.dispatcher.push({ _tag: "DrainRequested" }),
      killHelper: world.helpers.kill,
      observe: recordedBy(recorder),
      stats: () => ({
        served: world.served.figures(),
        loop: monitor.figures(world.dispatcher.figures()),
        connections: world.connections.count(),
        sockets: world.listener.figures().sockets,
        heldBytes: world.chunks.figures().heldBytes,
        helpers: world.helpers.list(),
        accessLog: accessLog?.figures() ?? null,
        recording: recorder?.figures() ?? null
      })
    })
  )
})

/** The parts of the world, closed with the scope. The root is looked at first, the port is taken last. */
const openWorld = Effect.fnUntraced(function* (options: NodeOptions, accessLog: AccessLog | null) {
  const { root, helpers: kind, settings, holdFile = "" } = options
  const { limits } = settings
  const boot: HelperBoot = { role: "helper", root, holdFile }
  const { descriptorsMax } = yield* probe(kind, boot)
  readTimeZone()
  const dispatcher = makeDispatcher()
  const { push } = dispatcher
  const chunks = makeChunks()
  const bounds = { readBytesMax: limits.readBytesMax, closeMillis: limits.sendMillis }
  const connections = makeConnections(bounds, chunks, push)
  const socketsMax = socketsMaxOf(descriptorsMax, limits)
  const listener = yield* listen(
    { host: options.host ?? defaultHost, port: options.port, socketsMax },
    push,
    connections.admit
  )
  const timers = makeTimers(push)
  const helpers = makeHelpers(kind, boot, chunks, push)
  const served = makeServedCounter()
  return yield* Effect.acquireRelease(
    Effect.succeed<World>({
      dispatcher,
      listener,
      connections,
      chunks,
      timers,
      helpers,
      served,
      accessLog
    }),
    closeWorld
  )
})

const openAccessLog = Effect.fnUntraced(function* ({ accessLog }: NodeOptions) {
  if (accessLog === undefined) return null
  const sink = typeof accessLog === "string" ? yield* openWriter(accessLog, true) : accessLog
  const log = makeAccessLog(sink)
  yield* Effect.addFinalizer(() => log.flushed.pipe(Effect.timeoutOption(flushMillis)))
  return log
})

const openRecorder = ({
  record,
  helpers,
  settings
}: NodeOptions): Effect.Effect<Recorder | null, DestinationUnwritable, Scope.Scope> =>
  record === undefined
    ? Effect.succeed(null)
    : openWriter(record, false).pipe(
        Effect.map((sink) =>
          makeRecorder(sink, {
            format: "amped-trace/1",
            subject: `amped over ${helpers}`,
            seed: null,
            settings
          })
        )
      )

const endRecording = (recorder: Recorder | null, drained: boolean, atMillis: number) =>
  Effect.suspend(() => {
    if (recorder === null) return Effect.void
    recorder.end(drained ? "drained" : "interrupted", atMillis)
    return recorder.flushed.pipe(Effect.timeoutOption(flushMillis), Effect.asVoid)
  })
