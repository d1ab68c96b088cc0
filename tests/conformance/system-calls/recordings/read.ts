/** Reads a recording of this folder: a line of JSON, and then what strace wrote. */
import { readFileSync } from "node:fs"
import * as Schema from "effect/Schema"
import { type Account, accountOf } from "../../../../src/conformance/system-calls/account.ts"
import { readRecording } from "../../../../src/conformance/system-calls/raw-calls.ts"
import { Recording } from "../../../../src/conformance/system-calls/recording.ts"

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Recording))

export const recordingNamed = (name: string): Account => {
  const text = readFileSync(new URL(`${name}.recording`, import.meta.url), "utf8")
  const end = text.indexOf("\n")
  return accountOf(decode(text.slice(0, end)), readRecording(text.slice(end + 1)))
}
