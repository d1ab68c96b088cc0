/**
 * Tokens: a few characters that stand for a run, to be pasted into an issue. One names a seed and its
 * strategy; another lists the very choices, for a schedule that no strategy makes.
 *
 * The bytes are `[format] [kind] [strategy] [seed] …choices [checksum, checksum]`, numbers as varints, in base64url.
 * The first byte and the checksum mean the same in every format, so that damage is told from age.
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { strategyNames, type StrategyName } from "./portfolio.ts"

/**
 * Counted up whenever a seed begins to mean another run: when the generator of workloads, a strategy or
 * the order of the enabled choices changes. A test keeps the digests of a few tokens, and fails then.
 */
export const tokenFormat = 1

/** One choice of a schedule: which one, of how many that were enabled. */
export interface Pick {
  readonly index: number
  readonly count: number
}

export interface Token {
  readonly strategy: StrategyName
  /** From 0 to 2^32 - 1. */
  readonly seed: number
  /** The choices themselves, instead of the strategy's. After the last one the order is fair. */
  readonly picks?: ReadonlyArray<Pick>
}

/** Why a text is no token of ours, as the rest of a sentence that begins with the token. */
export class TokenRefused extends Data.TaggedError("TokenRefused")<{ readonly message: string }> {}

const kinds = { seed: 0, picks: 1 } as const
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

export const printToken = ({ strategy, seed, picks }: Token): string => {
  const bytes: Array<number> = [tokenFormat, picks === undefined ? kinds.seed : kinds.picks]
  putNumber(bytes, strategyNames.indexOf(strategy))
  putNumber(bytes, seed >>> 0)
  for (const { index, count } of picks ?? []) {
    putNumber(bytes, count)
    // Where one choice was enabled there was none to make.
    if (count > 1) putNumber(bytes, index)
  }
  const sum = checksum(bytes)
  return toText([...bytes, sum >>> 8, sum & 0xff])
}

export const parseToken = (text: string): Result.Result<Token, TokenRefused> => {
  const bytes = fromText(text)
  const refused = (message: string) => Result.fail(new TokenRefused({ message }))
  const damaged = refused("is damaged: a character is wrong, or missing")
  if (bytes === undefined || bytes.length < 3) return damaged
  const body = bytes.slice(0, -2)
  const sum = ((bytes.at(-2) ?? 0) << 8) | (bytes.at(-1) ?? 0)
  if (sum !== checksum(body) || toText(bytes) !== text) return damaged
  if (body[0] !== tokenFormat)
    return refused(
      `has format ${body[0]}, and this version of amped reads format ${tokenFormat}: ` +
        "use the version that printed it"
    )
  const numbers = numbersIn(body.slice(2))
  if (numbers === undefined) return damaged
  const [code = -1, seed = -1, ...rest] = numbers
  const strategy = strategyNames[code]
  if (strategy === undefined || seed < 0 || seed > 0xffffffff) return damaged
  if (body[1] === kinds.seed && rest.length === 0) return Result.succeed({ strategy, seed })
  const picks = body[1] === kinds.picks ? picksOf(rest) : undefined
  return picks === undefined ? damaged : Result.succeed({ strategy, seed, picks })
}

const picksOf = (numbers: ReadonlyArray<number>): ReadonlyArray<Pick> | undefined => {
  const picks: Array<Pick> = []
  for (let at = 0; at < numbers.length; at++) {
    const count = numbers[at] ?? 0
    const index = count > 1 ? numbers[++at] : 0
    if (index === undefined || index >= count) return undefined
    picks.push({ index, count })
  }
  return picks
}

/** Seven bits a byte, the low ones first; the high bit says that more follow. */
const putNumber = (bytes: Array<number>, number: number): void => {
  let rest = number
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80)
  bytes.push(rest)
}

const numbersIn = (bytes: ReadonlyArray<number>): ReadonlyArray<number> | undefined => {
  const numbers: Array<number> = []
  let number = 0
  let scale = 1
  for (const byte of bytes) {
    number += (byte & 0x7f) * scale
    scale *= 128
    if (!Number.isSafeInteger(scale)) return undefined
    if ((byte & 0x80) !== 0) continue
    numbers.push(number)
    number = 0
    scale = 1
  }
  return scale === 1 ? numbers : undefined
}

/** CRC-16 (CCITT): finds every error of a single character, and others but for one in 65,536. */
const checksum = (bytes: ReadonlyArray<number>): number => {
  let sum = 0xffff
  for (const byte of bytes) {
    sum ^= byte << 8
    for (let bit = 0; bit < 8; bit++)
      sum = ((sum & 0x8000) === 0 ? sum << 1 : (sum << 1) ^ 0x1021) & 0xffff
  }
  return sum
}

const toText = (bytes: ReadonlyArray<number>): string => {
  let text = ""
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff
    for (bits += 8; bits >= 6; bits -= 6) text += digits[(held >> (bits - 6)) & 0x3f]
  }
  return bits === 0 ? text : text + digits[(held << (6 - bits)) & 0x3f]
}

const fromText = (text: string): ReadonlyArray<number> | undefined => {
  const bytes: Array<number> = []
  let held = 0
  let bits = 0
  for (const character of text) {
    const digit = digits.indexOf(character)
    if (digit === -1) return undefined
    held = ((held << 6) | digit) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes.push((held >> bits) & 0xff)
  }
  return bytes
}
