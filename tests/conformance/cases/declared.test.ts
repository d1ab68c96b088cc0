/** What no clause decides is a choice, until the server's profile has said which. */
import { expect, test } from "vitest"
import type { Facts } from "../../../src/conformance/case.ts"
import { mappingCases } from "../../../src/conformance/cases/mapping.ts"
import { Connection } from "../../../src/conformance/connection.ts"
import { exchangeFrom } from "../../../src/conformance/exchange.ts"
import type { Listener, Network } from "../../../src/conformance/network.ts"
import type { Profile } from "../../../src/conformance/profile.ts"
import { facts } from "./judged.ts"

const answerOf = async (status: string, body: string) => {
  let told: Listener | undefined
  const network: Network = {
    open: async (listener) => {
      told = listener
      const nothing = () => {}
      const send = async () => {}
      return {
        send,
        finish: nothing,
        pause: nothing,
        resume: nothing,
        close: nothing,
        abort: nothing
      }
    },
    pass: async () => true,
    nowMicros: () => 0,
    connectionsAtOnce: 1
  }
  const connection = await Connection.open(network)
  told?.onBytes(Buffer.from(`HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n${body}`))
  told?.onEnd("fin")
  return exchangeFrom(connection, "GET", ["GET"])
}

const factsWith = (profile: Partial<Profile>): Facts => ({
  ...facts,
  secret: "secret-1",
  profile: { ...facts.profile, ...profile }
})

test.each([
  ["U-11", "200 OK", "hidden\n", {}, "choice: served"],
  ["U-11", "200 OK", "hidden\n", { hiddenFiles: "served" }, "choice: served"],
  [
    "U-11",
    "200 OK",
    "hidden\n",
    { hiddenFiles: "refused" },
    "deviates: served, against the profile"
  ],
  ["U-11", "404 Not Found", "", { hiddenFiles: "refused" }, "choice: refused"],
  [
    "U-11",
    "404 Not Found",
    "",
    { hiddenFiles: "served" },
    "deviates: refused, against the profile"
  ],
  ["U-13", "200 OK", "secret-1\n", {}, "choice: followed"],
  [
    "U-13",
    "200 OK",
    "secret-1\n",
    { outsideLinks: "refused" },
    "deviates: followed, against the profile"
  ],
  ["U-13", "403 Forbidden", "", { outsideLinks: "refused" }, "choice: refused"]
] as const)("%s, %s %j with %j is %s", async (id, status, body, profile, expected) => {
  const found = mappingCases.find((each) => each.id === id)
  const judgement = found?.judge.judge([await answerOf(status, body)], factsWith(profile))
  expect(`${judgement?.verdict}: ${judgement?.outcome}`).toBe(expected)
})
