/** What may go wrong, as it is typed: `2`, or `reset=1,helperDeath=1`. */
import { type FaultName, faultNames, type Faults } from "../runtime-sim/workload.ts"

export interface FaultCounts {
  readonly counts: Partial<Faults>
  /** All of them together; `undefined` when each kind has its own count. */
  readonly inAll: number | undefined
}

const isFaultName = (name: string): name is FaultName =>
  (faultNames as ReadonlyArray<string>).includes(name)

/** What a number alone counts: clients that reset their connection, helpers that die. */
const usual = ["reset", "helperDeath"] as const

/** Or what is wrong with it, in a line. */
export const parseFaults = (text: string): FaultCounts | string => {
  if (/^\d{1,2}$/.test(text)) {
    const inAll = Number(text)
    if (inAll === 0) return { counts: {}, inAll: undefined }
    return { counts: Object.fromEntries(usual.map((name) => [name, inAll])), inAll }
  }
  const counts: Partial<Record<FaultName, number>> = {}
  for (const item of text.split(",")) {
    const [name = "", value = ""] = item.split("=")
    if (!isFaultName(name))
      return `--faults names no fault "${name}"; there are ${faultNames.join(", ")}`
    if (!/^\d{1,2}$/.test(value)) return `--faults ${item} has no count; give ${name}=1`
    counts[name] = Number(value)
  }
  return { counts, inAll: undefined }
}
