/**
 * A held disk: who is still answered while operations on cold files wait? Measured by a fingerprint of the same
 * command in an enclosure of its own. Only a server that claims a class of spec/classes.md is held to it.
 */
import { type ActiveCase, inChapter, type Judge, type Judgement } from "../case.ts"
import type { Exchange, Observed } from "../exchange.ts"
import type { Fingerprint } from "../fingerprint/result.ts"
import { impossible, observation, wherePossible } from "../observation.ts"
import type { Claim } from "../profile.ts"
import type { Wire } from "../wire.ts"

const label = "while the disk was held"

/** A fingerprint as what the judge needs of it. */
export const observedOf = ({ architecture, verdicts, sweeps, method }: Fingerprint): Observed => ({
  architecture: architecture.words,
  method: method.name ?? "",
  ...Object.fromEntries(
    verdicts.flatMap(({ rule, verdict, outcome }) => [
      [rule, verdict],
      [`${rule}: found`, outcome]
    ])
  ),
  ...Object.fromEntries(
    Object.values(sweeps).map(({ name, stopsAt }) => [`${name} stop at`, stopsAt ?? "never"])
  )
})

const measure = async (wire: Wire): Promise<ReadonlyArray<Exchange>> => {
  if (wire.control === undefined) return impossible("the subject is not ours to start")
  const fingerprint = await wire.control.fingerprint()
  const { method } = fingerprint
  if (method.name === null) return impossible(`not exercised: ${method.gaps.join("; ")}`)
  return [{ ...observation(label, observedOf(fingerprint)), fingerprint }]
}

/** The rules that a claim stands for. */
const claimed: Readonly<Record<Claim, ReadonlyArray<string>>> = {
  dispatcher: ["dispatcher/never-blocks"],
  isolated: ["dispatcher/never-blocks", "caches/warm-needs-no-helper"]
}

const rules = ["dispatcher/never-blocks", "caches/warm-needs-no-helper"] as const

const judgeMeasured = (observed: Observed, claims: ReadonlyArray<Claim>): Judgement => {
  const architecture = String(observed["architecture"])
  const found = rules.map((rule) => `${rule}: ${observed[`${rule}: found`]}`).join("; ")
  const held = new Set(claims.flatMap((claim) => claimed[claim]))
  const broken = rules.filter((rule) => observed[rule] === "broken")
  const open = rules.filter((rule) => !["kept", "broken"].includes(String(observed[rule])))
  if (broken.some((rule) => held.has(rule)))
    return { verdict: "deviates", outcome: `not as claimed: ${architecture}`, found }
  if (open.length > 0) return { verdict: "unclear", outcome: architecture, found }
  const verdict = broken.length === 0 ? "pass" : "choice"
  return { verdict, outcome: architecture, found }
}

export const judgeStall: Judge = wherePossible({
  expected:
    "any architecture, unless the profile claims one: then what needs no disk, and files that " +
    "were just served, are answered however many operations are held",
  judge: (exchanges, { profile }) => {
    const observed = exchanges.find((exchange) => exchange.label === label)?.observed
    if (observed === undefined) return { verdict: "unclear", outcome: "nothing", found: "nothing" }
    return judgeMeasured(observed, profile.claims)
  }
})

export const stallCases: ReadonlyArray<ActiveCase> = inChapter("robustness", [
  {
    id: "K-06",
    title: "others are served while the disk is held",
    level: "operations",
    clauses: [],
    why: "One slow disk, and a server whose loop waits for it stops for all its clients.",
    rules: [
      "dispatcher/never-blocks",
      "caches/warm-needs-no-helper",
      "faults/one-client-alone",
      "helpers/bounded-pool"
    ],
    tags: ["stall"],
    control: "close",
    exclusive: true,
    deadlineMillis: 120_000,
    run: measure,
    judge: judgeStall
  }
])
