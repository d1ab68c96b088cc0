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

test("servers beside each other look like this", async () => {
  await expect(fingerprintMatrix(rows)).toMatchFileSnapshot("matrix.txt")
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
