/** Settings of vectors: small limits, so that few bytes reach them, and what a vector has otherwise. */
import { defaultLimits, defaultPolicy, type Settings } from "../../state-machine/limits.ts"
import type { Overrides } from "./format.ts"

/** Published as `defaults.json`. No helper is spawned before a job needs one, and never a second. */
export const vectorSettings: Settings = {
  policy: defaultPolicy,
  limits: {
    ...defaultLimits,
    connectionsMax: 4,
    overloadMax: 1,
    requestLineBytesMax: 128,
    headBytesMax: 256,
    fieldsMax: 8,
    bodyBytesMax: 64,
    readBytesMax: 4096,
    pipelinedBytesMax: 64,
    lingerBytesMax: 16,
    rangesMax: 2,
    chunkBytes: 64,
    helpersMin: 0,
    helpersMax: 1,
    helpersStartingMax: 1,
    helpersHungMax: 1,
    queueMax: 1,
    namesMax: 16,
    headsMax: 16,
    contentBytesMax: 16 * 1024,
    cacheableBytesMax: 256
  }
}

export const settingsOf = ({ limits, policy }: Overrides): Settings => ({
  limits: { ...vectorSettings.limits, ...(limits as Partial<Settings["limits"]>) },
  policy: { ...vectorSettings.policy, ...policy }
})

/** What differs from the settings of all vectors. */
export const overridesOf = ({ limits, policy }: Settings): Overrides => {
  const changed = Object.entries(limits).filter(
    ([name, value]) => Reflect.get(vectorSettings.limits, name) !== value
  )
  const { indexNames, hiddenServed } = policy
  const base = vectorSettings.policy
  const changedPolicy = {
    ...(indexNames.join() === base.indexNames.join() ? {} : { indexNames }),
    ...(hiddenServed === base.hiddenServed ? {} : { hiddenServed })
  }
  return {
    ...(changed.length === 0 ? {} : { limits: Object.fromEntries(changed) }),
    ...(Object.keys(changedPolicy).length === 0 ? {} : { policy: changedPolicy })
  }
}
