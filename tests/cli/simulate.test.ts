/** Simulating and replaying: the same seed is the same run, and a run that was changed is found out. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { type Ending, type WhenFinished, oneLine, run, tempFolder } from "./amped.ts"

const [seed, timeout] = [3, 30_000]
const simulateTrace = (whenFinished: WhenFinished): Promise<Ending> =>
  run(["simulate", "--strategy", "random", "--seed", String(seed), "--trace"], { whenFinished })

describe.concurrent("simulate", { timeout }, () => {
  test("the same seeds give the same figures, except for time", async ({ onTestFinished }) => {
    const ask = () =>
      run(["simulate", "--seed", "7", "--runs", "9"], { whenFinished: onTestFinished })
    const runs = await Promise.all([ask(), ask()])
    const [first, second] = runs.map(({ code, stdout, stderr }) => {
      expect([code, stderr]).toEqual([0, ""])
      return stdout
        .replaceAll(/[\d.]+ s\b/g, "- s")
        .replaceAll(/[\d,]+ (events\/s|times real time)/g, "- $1")
    })
    expect(first).toEqual(second)
    expect(first).toMatch(/^simulation +seeds 7 to 15, [\d,]+ events/m)
    expect(first).toMatch(/ rules put to the test, none broken/)
  })

  test("--json prints JSON and nothing else", async ({ onTestFinished }) => {
    const options = { whenFinished: onTestFinished }
    const { code, stdout, stderr } = await run(["simulate", "--runs", "9", "--json"], options)
    expect([code, stderr]).toEqual([0, ""])
    const { holds, arms } = JSON.parse(stdout)
    expect([holds, arms.length, arms[0].violations]).toEqual([true, 1, []])
    expect(arms[0].rules["accept/admit"].checked).toBeGreaterThan(0)
  })

  test("the same seed gives the same trace, to the byte", async ({ onTestFinished }) => {
    const traces = [simulateTrace(onTestFinished), simulateTrace(onTestFinished)]
    const [first, second] = await Promise.all(traces)
    expect([first?.code, first?.stderr]).toEqual([0, ""])
    expect(first?.stdout === second?.stdout).toBe(true)
    expect(JSON.parse(first?.stdout.split("\n")[0] ?? "")).toMatchObject({ seed })
  })
})

type Line = Readonly<Record<string, never>> & {
  readonly sequence: number
  readonly what: {
    readonly event?: { readonly _tag: string; bytes: string }
    rules: Array<string>
    commands: Array<unknown>
  }
}

let trace: ReadonlyArray<string> = []
beforeAll(async () => {
  const removals: Array<() => void> = []
  const { stdout } = await simulateTrace((remove) => removals.push(remove))
  for (const remove of removals) remove()
  trace = stdout.trimEnd().split("\n")
}, timeout)

/** The trace of the simulator, changed, in a file. */
const tampered = (
  whenFinished: WhenFinished,
  change: (lines: ReadonlyArray<string>) => ReadonlyArray<string>
): string => {
  const file = join(tempFolder(whenFinished), "run.ndjson")
  writeFileSync(
    file,
    change(trace)
      .map((line) => `${line}\n`)
      .join("")
  )
  return file
}

/** Changes the nth step of those that `matches`; its sequence number is handed to `told`. */
const changeStep =
  (
    matches: (what: Line["what"]) => boolean,
    change: (what: Line["what"]) => void,
    told: (sequence: number) => void
  ) =>
  (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
    const entries = lines.slice(1).map((line) => JSON.parse(line) as Line)
    const entry = entries.filter(({ what }) => what.event !== undefined && matches(what)).at(5)
    if (entry === undefined) throw new Error("the trace has no such step")
    change(entry.what)
    told(entry.sequence)
    return lines.with(entry.sequence + 1, JSON.stringify(entry))
  }

const changes: ReadonlyArray<
  readonly [
    what: string,
    matches: (what: Line["what"]) => boolean,
    change: (what: Line["what"]) => void,
    sentence: RegExp
  ]
> = [
  [
    "rule",
    ({ rules }) => rules.length > 0,
    (what) => (what.rules[0] = "caches/evict"),
    /rule 1 is "caches\/evict" in the recording, but the machine gives "/
  ],
  [
    "command",
    ({ commands }) => commands.length > 0,
    (what) => what.commands.pop(),
    /command \d+ is nothing in the recording, but the machine gives \{"_tag":/
  ]
]

describe.concurrent("replay", { timeout }, () => {
  test("accepts what simulate printed", async ({ onTestFinished }) => {
    const file = tampered(onTestFinished, (lines) => lines)
    const whenFinished = onTestFinished
    const { code, stdout, stderr } = await run(["replay", file], { whenFinished })
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(/^[\d,]+ steps replayed: [^]*rules judged by monitors, 0 violations\n$/)
    const json = await run(["replay", file, "--json"], { whenFinished })
    expect(JSON.parse(json.stdout)).toMatchObject({ holds: true, rejection: null, violations: [] })
  })

  test.for(changes)(
    "names the first step with a wrong %s",
    async ([, matches, change, sentence], { onTestFinished }) => {
      const whenFinished = onTestFinished
      let at = 0
      const step = changeStep(matches, change, (sequence) => (at = sequence))
      const file = tampered(whenFinished, step)
      const { code, stdout, stderr } = await run(["replay", file], { whenFinished })
      expect([code, stderr]).toEqual([1, ""])
      expect(stdout).toMatch(/^not a run of the machine: at entry \d+, on [A-Z]\w+, /)
      expect(stdout).toContain(`at entry ${at},`)
      expect(stdout).toMatch(sentence)
    }
  )

  test("finds out a received byte that was changed", async ({ onTestFinished }) => {
    const whenFinished = onTestFinished
    let at = 0
    const received = ({ event }: Line["what"]) =>
      event?._tag === "Received" && /^[A-Z/]/.test(event.bytes)
    // No method, target or version has it.
    const change = ({ event }: Line["what"]) => {
      if (event !== undefined) event.bytes = `\u0000${event.bytes.slice(1)}`
    }
    const file = tampered(
      whenFinished,
      changeStep(received, change, (each) => (at = each))
    )
    const { code, stdout } = await run(["replay", file, "--json"], { whenFinished })
    expect(code).toBe(1)
    const { holds, rejection } = JSON.parse(stdout)
    expect(holds).toBe(false)
    // The bytes may be looked at only when the head is complete.
    expect(rejection.sequence).toBeGreaterThanOrEqual(at)
    expect(rejection.sentence).toMatch(/ in the recording, but the machine gives /)
  })
})

const unreadable: ReadonlyArray<
  readonly [
    what: string,
    change: (lines: ReadonlyArray<string>) => ReadonlyArray<string>,
    says: RegExp
  ]
> = [
  ["an empty file", () => [], /is no trace: line 1: the trace is empty/],
  ["something else", () => ["hello"], /is no trace: line 1: /],
  ["JSON of another kind", () => ["{}", "{}"], /is no trace: line 1: .*format/],
  ["a header alone", (lines) => lines.slice(0, 1), /line 2: the trace has a header and no entry/],
  [
    "a truncated last line",
    (lines) => lines.with(-1, lines.at(-1)?.slice(0, -9) ?? ""),
    /is no trace: line \d+: /
  ],
  ["a gap", (lines) => lines.toSpliced(4, 1), /line 5: entry 4 where 3 is due/],
  [
    "a header without settings",
    (lines) => lines.with(0, JSON.stringify({ ...JSON.parse(lines[0] ?? ""), settings: {} })),
    /line 1: its settings are incomplete/
  ]
]

describe.concurrent("replay of what is no trace is one line, exit code 4", { timeout }, () => {
  test.for(unreadable)("%s", async ([, change, says], { onTestFinished }) => {
    const file = tampered(onTestFinished, change)
    const { code, stdout, stderr } = await run(["replay", file], { whenFinished: onTestFinished })
    expect(oneLine(stderr)).toMatch(says)
    expect(stderr).toContain(file)
    expect([code, stdout]).toEqual([4, ""])
  })

  test("a file that is not there", async ({ onTestFinished }) => {
    const ask = run(["replay", "/no/such/file"], { whenFinished: onTestFinished })
    const { code, stdout, stderr } = await ask
    expect(oneLine(stderr)).toMatch(/cannot read \/no\/such\/file: ENOENT.*give a trace/)
    expect([code, stdout]).toEqual([4, ""])
  })
})
