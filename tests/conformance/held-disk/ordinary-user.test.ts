import { expect, test } from "vitest"
import { asOrdinaryUser, outerId } from "../../../src/conformance/held-disk/ordinary-user.ts"

test.each<[map: string, outer: number | undefined, who: string]>([
  ["         0      65534          1\n", 65_534, "root of a namespace of one"],
  ["         0          0          1\n", undefined, "root, who is root outside too"],
  ["         0          0 4294967295\n", undefined, "root of the machine"],
  ["      1000       1000          1\n", undefined, "an ordinary user already"],
  ["         0     100000      65536\n", undefined, "a container, which has other users"],
  ["         0       1000          1\n         1     100000      65536\n", undefined, "the same"]
])("%j is %j: %s", (map, expected) => {
  expect(outerId(map)).toBe(expected)
})

test("outside such a namespace a command stays as it is", () => {
  expect(asOrdinaryUser(["nginx", "-c", "a b"])).toEqual(["nginx", "-c", "a b"])
})
