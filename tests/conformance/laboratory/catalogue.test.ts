/** The catalogue of the laboratory: nothing is forgotten in it, and no row says what can't be. */
import { readdirSync } from "node:fs"
import { basename } from "node:path"
import { describe, expect, test } from "vitest"
import { languages, laboratory } from "../../../mutation/faulty/servers/catalogue.ts"
import { sourceOf } from "../../../mutation/faulty/servers/command.ts"
import { realServers } from "../../../mutation/faulty/servers/real-servers.ts"
import { heldMax } from "../../../mutation/faulty/servers/expected.ts"

const folder = new URL("../../../mutation/faulty/servers/", import.meta.url)

/** What several servers share, and what a helper runs. */
const parts = new Set([
  ...["serving.ts", "pool.ts", "reader.ts"],
  ...["serving.py", "looping.py", "helped.py", "conversing.py"],
  ...["serving.h", "looping.h"]
])

const sound = laboratory.filter(({ fault }) => fault === undefined)
const faulty = laboratory.filter(({ fault }) => fault !== undefined)

test("every file is a server of the catalogue or a part of one, and the other way round", () => {
  const files = languages.flatMap((language) => readdirSync(new URL(language, folder))).toSorted()
  const known = [...parts, ...laboratory.map((server) => basename(sourceOf(server)))]
  expect(files).toEqual(known.toSorted())
})

test("every id is there once, whether of a real server or of the laboratory", () => {
  const ids = [...laboratory, ...realServers].map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test("every fault has a sound twin in the same language", () => {
  const twinOf = ({ twin }: { readonly twin?: string }) => sound.find(({ id }) => id === twin)
  expect(faulty.filter((each) => twinOf(each)?.language !== each.language)).toEqual([])
  expect(sound.filter(({ twin }) => twin !== undefined)).toEqual([])
})

test("each language has a sound server, and one whose dispatcher blocks", () => {
  for (const language of languages) {
    expect(sound.some((each) => each.language === language)).toBe(true)
    const rules = faulty
      .filter((each) => each.language === language)
      .map(({ expected }) => expected.rejectedFor)
    expect(rules).toContain("dispatcher/never-blocks")
  }
})

describe.each([...laboratory, ...realServers])("$id", ({ expected }) => {
  const { net, read, lookup, heldRead, rejectedFor } = expected

  test("numbers fit each other", () => {
    const stops = [net, read, lookup].filter((each) => each !== null)
    expect(stops.filter((each) => each < 1 || each > heldRead)).toEqual([])
    expect(heldRead).toBeLessThanOrEqual(heldMax)
    if (read !== null) expect(read).toBe(heldRead)
    if (net !== null) expect([read, lookup]).toEqual([net, net])
    expect(/^(iterative|pool-of-)/.test(expected.architecture)).toBe(net !== null)
  })

  test("the verdict is what the numbers say", () => {
    const isDead = [expected.malformedAtRead, expected.malformedAtLookup].includes("dead")
    const never = read === null && lookup === null
    expect(rejectedFor).toBe(
      isDead ? "dispatcher/never-blocks" : never ? undefined : "caches/warm-needs-no-helper"
    )
    if (isDead) expect(never).toBe(false)
  })
})

describe.each(laboratory)("$id", ({ fault, owed, expected: { rejectedFor, architecture } }) => {
  test("says its fault in a sentence, and is rejected for one only", () => {
    expect(fault ?? "None.").toMatch(/^[A-Z].*\.$/)
    if (fault === undefined || owed !== undefined) expect(rejectedFor).toBeUndefined()
  })

  test("a fault that is neither seen nor owed only costs", () => {
    if (fault !== undefined && rejectedFor === undefined && owed === undefined)
      expect(architecture).toMatch(/-per-connection$/)
  })
})
