/** Lines of a wire file, and what is said of a wrong one. */
import * as Result from "effect/Result"
import { WireFileInvalid } from "./wire-file.ts"

export interface Line {
  /** From 1. */
  readonly number: number
  readonly text: string
}

export type Read<Value> = Result.Result<Value, WireFileInvalid>

export const unreadable = (
  { number }: Line,
  reason: string
): Result.Result<never, WireFileInvalid> =>
  Result.fail(new WireFileInvalid({ line: number, reason }))
