/** Counts what was served. */
import type { AccessRecord } from "../state-machine/command.ts"
import type { Served } from "./handle.ts"

export interface ServedCounter {
  readonly add: (record: AccessRecord) => void
  readonly figures: () => Served
}

export const makeServedCounter = (): ServedCounter => {
  const byStatus = new Map<number, number>()
  let requests = 0
  let bodyBytes = 0
  return {
    add: (record) => {
      requests += 1
      bodyBytes += record.bodyBytes
      byStatus.set(record.status, (byStatus.get(record.status) ?? 0) + 1)
    },
    figures: () => ({ requests, bodyBytes, byStatus: Object.fromEntries(byStatus) })
  }
}
