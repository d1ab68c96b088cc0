/**
 * Deviations that we know of, for servers as their vendors ship them. A known deviation is still
 * printed, as an expected failure; one that no longer shows is reported too, since the list is
 * wrong then.
 */
import type { CaseResult } from "./result.ts"

export interface KnownDeviation {
  readonly id: string
  /** What it violates: a case may rest on several clauses. */
  readonly clause: string
  readonly reason: string
}

export interface KnownServer {
  readonly name: string
  /** Against the Server field of a plain GET. */
  readonly server: RegExp
  readonly deviations: ReadonlyArray<KnownDeviation>
}

export const findKnown = (
  servers: ReadonlyArray<KnownServer>,
  server: string | undefined
): KnownServer | undefined =>
  server === undefined ? undefined : servers.find((each) => each.server.test(server))

export const applyKnown = (
  known: KnownServer | undefined,
  results: ReadonlyArray<CaseResult>
): ReadonlyArray<CaseResult> =>
  results.map((result): CaseResult => {
    const deviation = known?.deviations.find(({ id }) => id === result.id)
    if (deviation === undefined) return result
    const reason = `${deviation.reason} (${deviation.clause})`
    if (result.verdict === "deviates") return { ...result, verdict: "expected-fail", reason }
    if (result.verdict !== "pass" && result.verdict !== "choice") return result
    return { ...result, verdict: "unexpected-pass", reason }
  })
