/** The files of `spec/vectors/` are what the reference machine does, and as small as they can be. */
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { makeConversations } from "../../properties/vectors/conversations.ts"
import { type Course, courseOf, walk } from "../../properties/vectors/course.ts"
import { filesOf } from "../../properties/vectors/files.ts"
import { situationsOf } from "../../properties/vectors/situation.ts"
import { makeSteps, stepVector } from "../../properties/vectors/steps.ts"
import { playVector, rulesOf } from "../../src/conformance/vectors/check.ts"
import { Expecting } from "../../src/conformance/vectors/expectation.ts"
import { AnyFile, IndexFile, type StepVector } from "../../src/conformance/vectors/format.ts"
import { vectorFiles } from "../../src/conformance/vectors/library.ts"
import { referenceImplementation } from "../../src/conformance/vectors/reference.ts"
import { settingsOf } from "../../src/conformance/vectors/settings.ts"
import type { Event } from "../../src/state-machine/event.ts"
import { ruleIds, transitionIds } from "../../src/state-machine/rules.ts"
import { conversations, steps, textsOnDisk, vectors } from "./vector-files.ts"

/** The events of a vector as the machine sees them. */
const eventsOf = ({ id, settings, given, event }: StepVector): ReadonlyArray<Event> => {
  const expecting = new Expecting(settingsOf(settings))
  return [...given, event].map((each) => {
    const own = expecting.toOwn(each)
    if (own === undefined) throw new Error(`${id}: ${each._tag} can't happen where it stands`)
    expecting.take(own)
    return own
  })
}

const made = filesOf(
  steps.map((vector) => stepVector(vector.id, settingsOf(vector.settings), eventsOf(vector))),
  makeConversations()
)

describe("what the files hold is what the machine does; if it is to be otherwise: npm run vectors", () => {
  const onDisk = textsOnDisk()

  test("no file is missing, none is left over", () => {
    expect([...onDisk.keys()]).toEqual([...made.keys()].toSorted())
    const listed = vectorFiles.map((name) => name.replace("spec/vectors/", ""))
    expect([...onDisk.keys()].filter((name) => name.includes("/"))).toEqual(listed.toSorted())
  })

  test.each([...made])("%s", (name, text) => {
    // Compared as values first, for a difference that can be read.
    expect(JSON.parse(onDisk.get(name) ?? "null")).toEqual(JSON.parse(text))
    expect(onDisk.get(name)).toBe(text)
  })

  test("the reference passes every vector", async () => {
    const reference = referenceImplementation()
    expect(vectors.length).toBeGreaterThan(250)
    for (const vector of vectors) {
      const { verdict, detail, allowed, found } = await playVector(vector, reference)
      expect([vector.id, verdict, detail, allowed, found]).toEqual([
        vector.id,
        "pass",
        "",
        undefined,
        undefined
      ])
    }
  })

  test("every file keeps to its schema, without a member more", () => {
    const decode = Schema.decodeUnknownSync(AnyFile, { onExcessProperty: "error" })
    for (const [name, text] of onDisk)
      if (name !== "schema.json") expect(() => decode(JSON.parse(text)), name).not.toThrow()
  })
})

describe("every rule", () => {
  const { rules } = Schema.decodeUnknownSync(Schema.fromJsonString(IndexFile))(
    textsOnDisk().get("index.json")
  )

  test("has vectors or a reason why it has none", () => {
    expect(Object.keys(rules)).toEqual(ruleIds)
    const known = new Set(vectors.map(({ id }) => id))
    for (const entry of Object.values(rules)) {
      if (typeof entry === "string") expect(entry.length).toBeGreaterThan(20)
      else expect(entry.filter((id) => !known.has(id))).toEqual([])
    }
  })

  test("that is a transition is taken by a step vector", () => {
    const taken = new Set(steps.flatMap(rulesOf))
    expect(transitionIds.filter((rule) => !taken.has(rule))).toEqual([])
  })
})

describe("ids", () => {
  test("are given once, and begin with a rule that the vector shows", () => {
    const ids = vectors.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const vector of vectors)
      expect(rulesOf(vector), vector.id).toContain(vector.id.split("/").slice(0, 2).join("/"))
  })
})

describe("minimal", () => {
  const shows = (id: string, course: Course): boolean => {
    const [chapter, name, situation = ""] = id.split("/")
    const rule = `${chapter}/${name}`
    const walked = walk(course)
    return (
      walked !== undefined &&
      !walked.choice &&
      walked.step.rules.some((each) => each === rule) &&
      situationsOf(walked.before, walked.last, rule, walked.step).includes(situation)
    )
  }

  test("no event that is given can be left out", () => {
    for (const vector of steps) {
      const course = courseOf(settingsOf(vector.settings), eventsOf(vector))
      expect(shows(vector.id, course), vector.id).toBe(true)
      for (const index of vector.given.keys()) {
        const fewer = { ...course, events: course.events.toSpliced(index, 1) }
        expect(shows(vector.id, fewer), `${vector.id} without ${index}`).toBe(false)
      }
    }
  })

  test("no two vectors are one", () => {
    const keys = steps.map(({ state, event, allowed }) =>
      JSON.stringify([state, event, allowed[0]?.rules])
    )
    expect(new Set(keys).size).toBe(keys.length)
    const scripts = conversations.map(({ settings, files, script }) =>
      JSON.stringify([settings, files, script])
    )
    expect(new Set(scripts).size).toBe(scripts.length)
  })
})

test("the same seeds make the same vectors", { timeout: 30_000 }, () => {
  const seeds = 30
  const first = makeSteps(seeds, ["read/partial", "send/progress", "find/found"])
  expect(first.length).toBeGreaterThan(2)
  expect(makeSteps(seeds, ["read/partial", "send/progress", "find/found"])).toEqual(first)
})
