/**
 * For servers whose helpers can be held from outside, as the bundled one's by `--hold FILE`: every helper
 * hangs, and nobody else may notice. What AMPED is for, and what no RFC asks for.
 */
import { rmSync, writeFileSync } from "node:fs"
import { type ActiveCase, type Facts, inChapter } from "../case.ts"
import type { Connection } from "../connection.ts"
import { type Exchange, exchangeFrom } from "../exchange.ts"
import { judgeBy } from "../oracle.ts"
import { alone, closeLine, compose, octets } from "../request.ts"
import type { Wire } from "../wire.ts"

/** More than there are helpers, so that all of them are held and some jobs wait besides. */
const heldRequests = 16

const probes = ({ host }: Facts) => [
  alone({ host }, "a warm file"),
  alone({ host, method: "HEAD" }, "HEAD of a warm file"),
  alone({ host, target: "/%zz" }, "a malformed target"),
  alone({ host, method: "DELETE" }, "a method that is not allowed"),
  alone({ host, method: "OPTIONS", target: "*" }, "OPTIONS")
]

const expectedStatus: Readonly<Record<string, number>> = {
  "a warm file": 200,
  "HEAD of a warm file": 200,
  "a malformed target": 400,
  "a method that is not allowed": 405,
  OPTIONS: 204
}

const heldLabel = "a cold file while helpers hang"

const openHeld = async (wire: Wire, facts: Facts): Promise<ReadonlyArray<Connection>> => {
  const opened: Array<Connection> = []
  for (let number = 0; number < heldRequests; number += 1) {
    const connection = await wire.open()
    const target = `/held-${number}.txt`
    await connection.send(octets(compose({ host: facts.host, target, lines: [closeLine] })))
    opened.push(connection)
  }
  return opened
}

/** `holdFile` must be the one that the subject was told. */
export const heldCases = (holdFile: string): ReadonlyArray<ActiveCase> =>
  inChapter("robustness", [
    {
      id: "K-06h",
      title: "while every helper hangs, everybody who needs none is served",
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
      run: async (wire, facts): Promise<ReadonlyArray<Exchange>> => {
        await wire.exchange(alone({ host: facts.host }, "warming up"))
        writeFileSync(holdFile, "")
        try {
          const held = await openHeld(wire, facts)
          const probed = await wire.exchangeAll(probes(facts))
          const early = held.filter((connection) => connection.received().length > 0).length
          rmSync(holdFile)
          for (const connection of held) await connection.readToEnd(wire.profile.patienceMillis)
          const after = held.map((connection) => exchangeFrom(connection, heldLabel, ["GET"]))
          // Held requests that were answered early show that nothing was held, so nothing was tested.
          return early > 0 ? [] : [...probed, ...after]
        } finally {
          rmSync(holdFile, { force: true })
        }
      },
      judge: judgeBy(
        "every probe answered at once, every held request answered after the release",
        (exchanges) => {
          if (exchanges.length === 0) return { verdict: "unclear", outcome: "no helper was held" }
          const wrong = exchanges.find(
            ({ label, finals }) =>
              finals.length !== 1 || finals[0]?.status !== (expectedStatus[label] ?? 404)
          )
          return wrong === undefined
            ? { verdict: "pass", outcome: "nobody else noticed" }
            : { verdict: "deviates", outcome: `${wrong.label} was not answered as it should be` }
        }
      )
    }
  ])
