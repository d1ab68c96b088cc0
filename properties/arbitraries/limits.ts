/** Limits so small that every run meets them. */
import {
  defaultLimits,
  defaultPolicy,
  type Limits,
  type Settings
} from "../../src/state-machine/limits.ts"

export const smallLimits: Limits = {
  ...defaultLimits,
  connectionsMax: 3,
  overloadMax: 1,
  requestLineBytesMax: 64,
  headBytesMax: 160,
  fieldsMax: 4,
  emptyLinesMax: 2,
  bodyBytesMax: 24,
  readBytesMax: 96,
  pipelinedBytesMax: 80,
  lingerBytesMax: 4096,
  rangesMax: 3,
  chunkBytes: 8,
  helpersMin: 1,
  helpersMax: 2,
  helpersHungMax: 1,
  queueMax: 2,
  namesMax: 3,
  headsMax: 2,
  contentBytesMax: 2 * 1032,
  cacheableBytesMax: 24
}

export const small: Settings = { limits: smallLimits, policy: defaultPolicy }

/** Small for files and caches, not for heads and connections. */
export const smallFiles: Settings = {
  limits: {
    ...smallLimits,
    connectionsMax: 100,
    requestLineBytesMax: 1000,
    headBytesMax: 4000,
    fieldsMax: 20
  },
  policy: defaultPolicy
}
