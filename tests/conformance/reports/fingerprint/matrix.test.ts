import fc from "fast-check"
import { lexer, type Tokens } from "marked"
import { expect, test } from "vitest"
import {
  fingerprintMatrix,
  matrixLegend
} from "../../../../src/conformance/reports/fingerprint/matrix.ts"
import { nasty } from "../runs.ts"
import { anyFingerprint } from "./any-fingerprint.ts"
import { allFingerprints, partialAmped, sped } from "./fingerprints.ts"
import { measured } from "./sweeps.ts"

const rows = Object.entries(allFingerprints).map(([configuration, fingerprint]) => ({
  configuration,
  fingerprint
}))

const isTable = (token: { readonly type: string }): token is Tokens.Table => token.type === "table"

const tablesIn = (text: string): ReadonlyArray<Tokens.Table> => lexer(text).filter(isTable)

test("servers beside each other look like this", () => {
  expect(fingerprintMatrix(rows)).toMatchInlineSnapshot(`
    "| configuration | connections: stop, +tasks | read: stop/held | M N K | lookup: stop/held | M N K | tasks | waits in | name |
    | - | - | - | - | - | - | - | - | - |
    | sped | ∞, +0 | 1/1 | − − − | 1/1 | − − − | 2 → 2 | sendfile (dispatcher), newfstatat (dispatcher) | SPED: one process, whose dispatcher does the disk's work itself |
    | waySped | ∞, +0 | 2/2 | − − − | 2/2 | − − − | 2 → 2 | sendfile (dispatcher), openat (dispatcher) | 2-way SPED: two event loops, each does the disk's work itself |
    | partialAmped | ∞, +0 | 32/32 | + + − | 1/1 | − − − | 2 → 34 | sendfile, openat (dispatcher) | partial AMPED: 32 helper threads read, the dispatcher blocks in openat |
    | saturating | ∞, +0 | 4/4 | + − − | 4/4 | + − − | 2 → 2 | read, openat | AMTED: one dispatcher, 4 helper threads; warm files need a helper, saturates at 4 |
    | isolated | ∞, +0 | ∞/8 | + + + | ∞/8 | + + + | 2 → 99 | read, openat | AMPED: one dispatcher, 8 helper processes; hot files isolated |
    | pool | 4, +0 | 4/4 | − − · | 4/4 | − − · | 2 → 2 | writev, newfstatat | MP: a pool of 4 processes |
    | perConnection | ∞, +63 | ∞/64 | + + · | ∞/64 | + + · | 2 → 65 |  | MP: a process per connection |
    | elastic | ∞, +0 | ∞/64 | + + + | ∞/64 | + + + | 2 → 72 | read, newfstatat | M:N runtime or elastic helpers: a thread more for each held operation |
    | inconclusive | ∞, +0 | inconclusive | − − − | flaky: 1 2 ∞ | − − − | 2 → 2 |  | inconclusive: nothing is revived by release |
    | unexercised | ∞, +0 | not exercised | · · · | not exercised | · · · | 2 → 2 |  | undecided: no disk was held |
    "
  `)
})

test("kinds of idle connections differ: both numbers stand there", () => {
  const fingerprint = {
    ...sped,
    sweeps: { ...sped.sweeps, idle: measured("idle", { stopsAt: 23 }) }
  }
  expect(fingerprintMatrix([{ configuration: "event", fingerprint }])).toContain(
    "| event | ∞, idle 23, +0 |"
  )
})

test("whatever a server sends, a row has nine cells and nothing that is marked up", () => {
  fc.assert(
    fc.property(fc.array(anyFingerprint, { minLength: 1, maxLength: 3 }), (fingerprints) => {
      const text = fingerprintMatrix(
        fingerprints.map((fingerprint) => ({ configuration: nasty, fingerprint }))
      )
      const tables = tablesIn(text)
      expect(lexer(text)).toHaveLength(1)
      expect(tables[0]?.rows.map(({ length }) => length)).toEqual(fingerprints.map(() => 9))
      const kinds = tables[0]?.rows.flat().flatMap(({ tokens }) => tokens.map(({ type }) => type))
      expect(kinds?.filter((type) => type !== "text" && type !== "escape")).toEqual([])
    })
  )
})

test("the legend explains each sign of the table", () => {
  const table = fingerprintMatrix([{ configuration: "nginx", fingerprint: partialAmped }])
  for (const sign of ["∞", "+", "−"]) {
    expect(table).toContain(sign)
    expect(matrixLegend).toContain(sign)
  }
})
