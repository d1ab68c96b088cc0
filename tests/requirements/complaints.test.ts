/**
 * What the judge says about runs that went wrong in one place: each run of `runs.ts` with one command left out or
 * done twice, or one step left out. `complaints/` holds it all, so a monitor that sees less, or says less, shows.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { judge } from "../../src/requirements/registry.ts"
import type { Entry } from "../../src/runtime/trace.ts"
import { commandText } from "../state-machine/told.ts"
import { runs, settings, traceOf } from "./runs.ts"

type Trace = ReadonlyArray<Entry>

interface Variant {
  readonly name: string
  readonly trace: Trace
}

const withStep = (
  trace: Trace,
  at: number,
  change: (entry: Entry) => ReadonlyArray<Entry>
): Trace => trace.flatMap((entry, index) => (index === at ? change(entry) : [entry]))

/** One command more or fewer, at each place. */
const byCommand = (trace: Trace, copies: 0 | 2): ReadonlyArray<Variant> =>
  trace.flatMap(({ what, sequence }, at) => {
    if (what._tag !== "Step") return []
    return what.commands.map((command, place) => {
      const commands = what.commands.flatMap((each, index) =>
        index === place ? Array.from({ length: copies }, () => each) : [each]
      )
      const [first = ""] = commandText(command).split("\n")
      return {
        name: `${sequence} ${copies === 0 ? "without" : "twice"} ${first}`,
        trace: withStep(trace, at, (entry) => [{ ...entry, what: { ...what, commands } }])
      }
    })
  })

const byStep = (trace: Trace): ReadonlyArray<Variant> =>
  trace.map(({ what, sequence }, at) => ({
    name: `${sequence} without ${what._tag === "Step" ? what.event._tag : what._tag}`,
    // Numbers without a gap, or every one of them would be about that.
    trace: withStep(trace, at, () => []).map((entry, index) => ({ ...entry, sequence: index }))
  }))

const complaintsOf = ({ name, trace }: Variant): string => {
  const { violations } = judge(trace, { settings })
  return [
    name,
    ...violations.map((each) => `  ${each.sequence} ${each.rule}: ${each.detail}`)
  ].join("\n")
}

const checksOf = (trace: Trace): string =>
  judge(trace, { settings })
    .rules.filter(({ checked }) => checked > 0)
    .map(({ rule, checked }) => `${rule} ${checked}`)
    .join("\n")

const written = (name: string): URL => new URL(`./complaints/${name}.txt`, import.meta.url)

test.each([...runs])(
  "%s: what is checked, and who complains when one thing is wrong",
  (name, run) => {
    const trace = traceOf(run)
    expect(judge(trace, { settings }).violations).toEqual([])
    const variants = [...byCommand(trace, 0), ...byCommand(trace, 2), ...byStep(trace)]
    const text = `${checksOf(trace)}\n\n${variants.map(complaintsOf).join("\n")}\n`
    // To look at the difference with git and to keep it if it is meant: COMPLAINTS=keep npx vitest run …
    if (process.env["COMPLAINTS"] === "keep") writeFileSync(written(name), text)
    expect(text).toBe(readFileSync(written(name), "utf8"))
  }
)
