/** Settings of a real server: the defaults, a boundary that nobody can guess, and what was asked for. */
import { randomBytes } from "node:crypto"
import * as Effect from "effect/Effect"
import {
  defaultLimits,
  defaultPolicy,
  limitsBroken,
  type Settings
} from "../state-machine/limits.ts"
import { usage, type Ended } from "./outcome.ts"

interface Wanted {
  readonly helpersMax?: number | undefined
  readonly connectionsMax?: number | undefined
}

export const nodeSettings = (wanted: Wanted): Effect.Effect<Settings, Ended> => {
  const limits = {
    ...defaultLimits,
    helpersMax: wanted.helpersMax ?? defaultLimits.helpersMax,
    connectionsMax: wanted.connectionsMax ?? defaultLimits.connectionsMax
  }
  const broken = limitsBroken(limits)
  if (broken.length > 0) {
    return Effect.fail(
      usage(`amped serve: these limits contradict each other: it must be that ${broken.join(", ")}`)
    )
  }
  return Effect.succeed({
    limits,
    policy: { ...defaultPolicy, boundary: randomBytes(16).toString("hex") }
  })
}
