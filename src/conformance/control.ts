/** Positive controls: the plain valid requests without which no refusal proves anything. */
import type { Control, Facts } from "./case.ts"
import type { Exchange } from "./exchange.ts"
import { describeExchange } from "./exchange.ts"
import { type Meets, all, answered, answers, ended, whole } from "./oracle.ts"
import { type Attempt, alone, compose, followed, inOneWrite } from "./request.ts"
import { fieldValue } from "./response-lines.ts"
import type { Profile } from "./profile.ts"
import type { Wire } from "./wire.ts"

export type PolicyControl = Exclude<Control, "self">

interface ControlPair {
  readonly attempt: (host: string) => Attempt
  readonly holds: Meets
}

/** One for each connection policy that negative cases use. */
const controls: Record<PolicyControl, ControlPair> = {
  close: {
    attempt: (host) => alone({ host }, "control"),
    holds: answered(whole("hello"))
  },
  pipelined: {
    attempt: (host) => followed(compose({ host }), host, "control, pipelined"),
    holds: answers(whole("hello"), whole("index"))
  },
  "http-1.0": {
    attempt: (host) => inOneWrite("control, 1.0", compose({ host, version: "HTTP/1.0" })),
    holds: all(answered(whole("hello")), ended)
  }
}

export interface ControlResult {
  /** What was found where it failed; undefined if it holds. */
  readonly failure: string | undefined
  readonly exchange: Exchange
}

/** A self-controlled case only needs the subject to be there at all. */
export const policyOf = (control: Control): PolicyControl =>
  control === "self" ? "close" : control

export const runControl = async (
  wire: Wire,
  facts: Facts,
  policy: PolicyControl
): Promise<ControlResult> => {
  const { attempt, holds } = controls[policy]
  const exchange = await wire.exchange(attempt(facts.host))
  return {
    exchange,
    failure: holds(exchange, facts)
      ? undefined
      : `a plain GET (${policy}) gave ${describeExchange(exchange)}`
  }
}

export interface Baseline {
  readonly facts: Facts
  readonly exchanges: ReadonlyArray<Exchange>
  /** The controls that failed before any case ran. */
  readonly failures: ReadonlyMap<PolicyControl, string>
}

/** Learns what a plain GET tells about the subject, and which controls hold. */
export const learnBaseline = async (
  wire: Wire,
  known: {
    readonly host: string
    readonly secret: string | undefined
    readonly rootFolder: string | undefined
    readonly profile: Profile
  }
): Promise<Baseline> => {
  const nothing = { server: undefined, entityTag: undefined, lastModified: undefined }
  const results = await Promise.all(
    (["close", "pipelined", "http-1.0"] as const).map(
      async (policy) => [policy, await runControl(wire, { ...known, ...nothing }, policy)] as const
    )
  )
  const plain = results[0]?.[1].exchange.finals[0]
  const learned = (name: string): string | undefined =>
    plain === undefined ? undefined : fieldValue(plain, name)
  return {
    facts: {
      ...known,
      server: learned("server"),
      entityTag: learned("etag"),
      lastModified: learned("last-modified")
    },
    exchanges: results.map(([, { exchange }]) => exchange),
    failures: new Map(
      results.flatMap(([policy, { failure }]) => (failure === undefined ? [] : [[policy, failure]]))
    )
  }
}
