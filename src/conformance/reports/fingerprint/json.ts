/** A fingerprint as a JSON document, and read again. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Fingerprint } from "../../fingerprint/result.ts"

export const fingerprintToJson = (fingerprint: Fingerprint): string =>
  `${JSON.stringify(fingerprint, undefined, 2)}\n`

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Fingerprint))

/** The fingerprint of a document; what is wrong with the text is one line. */
export const parseFingerprint = (text: string): Result.Result<Fingerprint, string> =>
  Result.mapError(decode(text), (error) => error.message.replaceAll(/\s*\n\s*/g, " "))
