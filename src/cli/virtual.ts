/** The wire suite against the simulated server: the same cases in virtual time, with every monitor watching. */
import * as Effect from "effect/Effect"
import { activeCases, verify as verifySubject } from "../conformance/index.ts"
import { Judge } from "../requirements/judge.ts"
import { monitors } from "../requirements/registry.ts"
import { type Arm, number, seconds, Showing } from "./arm.ts"
import { brokenCases } from "./bundled.ts"
import { simulatedNetwork } from "./simulated-network.ts"
import { progress, progressDone } from "./terminal.ts"

/** The reference has ten seconds for a head, and whoever says so is held to it. */
const profile = { headLimitMillis: 10_000 }

export const virtualArm = (jobs: number): Effect.Effect<Arm> =>
  Effect.gen(function* () {
    const started = performance.now()
    const showing = new Showing()
    const judge = new Judge(monitors)
    let entries = 0
    const network = simulatedNetwork({
      observe: (entry) => {
        entries += 1
        judge.see(entry)
        if (entry.what._tag === "Step") showing.addTaken(entry.what.rules)
      }
    })
    const report = yield* verifySubject({
      subject: {
        kind: "network",
        name: "the simulated server",
        network,
        host: "localhost",
        secret: network.secret
      },
      cases: activeCases,
      profile,
      jobs,
      onCase: ({ id }, { finished, total }) =>
        progress(`virtual: case ${finished} of ${total}, ${id}`)
    }).pipe(Effect.orDie)
    network.end()
    progressDone()
    const judgement = judge.finish()
    showing.addCases(report.cases)
    showing.addJudgement(judgement)
    const { must, should } = report.totals
    const millis = performance.now() - started
    const applicable = report.cases.filter(({ verdict }) => verdict !== "not-applicable").length
    return {
      name: "virtual",
      rules: showing.rules,
      vacuous: showing.vacuous,
      figures: [
        `${applicable} of ${report.cases.length} wire cases need no kernel: MUST ${must.kept} of ${must.judged}, ` +
          `SHOULD ${should.kept} of ${should.judged}; ${number(entries)} events judged; ${seconds(millis)}`
      ],
      violations: [
        ...brokenCases(report),
        ...judgement.violations.map(
          ({ rule, sequence, detail }) => `entry ${sequence}: ${rule}: ${detail}`
        )
      ],
      millis
    }
  })
