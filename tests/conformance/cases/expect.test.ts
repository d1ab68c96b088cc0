/** What a client that holds its body back can be told, with exchanges made by hand. */
import { expect, test } from "vitest"
import { activeCases } from "../../../src/conformance/cases/index.ts"
import { defaultProfile } from "../../../src/conformance/profile.ts"
import { pieces } from "../../../src/conformance/request.ts"
import { received, response } from "./exchanges.ts"
import { judgedBy } from "./judged.ts"

const plain = received([response("", { status: "405 No" })])
const told = received(["HTTP/1.1 100 Continue\r\n\r\n", response("", { status: "405 No" })])

test("100 to an HTTP/1.0 client is wrong, also if it shows only while the body is awaited", () => {
  expect(judgedBy("J-02", [plain, plain])).toBe("pass: a final answer only")
  expect(judgedBy("J-02", [plain, told])).toBe("deviates: 100 to an HTTP/1.0 client")
  expect(judgedBy("J-02", [told, plain])).toBe("deviates: 100 to an HTTP/1.0 client")
})

test("the body is sent with the head once, and once behind it", () => {
  const run = activeCases.find(({ id }) => id === "J-02")?.run
  if (run === undefined || !("attempts" in run)) throw new Error("J-02 only sends")
  const sent = run.attempts({
    host: "localhost",
    server: undefined,
    entityTag: undefined,
    lastModified: undefined,
    secret: undefined,
    rootFolder: undefined,
    profile: defaultProfile
  })
  const bodies = sent.map(({ bytes, cuts = [] }) =>
    pieces(bytes, cuts).map((piece) => Buffer.from(piece).toString().split("\r\n\r\n"))
  )
  expect(bodies.map((each) => each.map(([, body]) => body))).toEqual([["AAAAA"], ["", undefined]])
  expect(bodies[1]?.[1]).toEqual(["AAAAA"])
})
