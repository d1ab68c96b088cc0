/** What whoever starts a server chooses. */
import type { Settings } from "../state-machine/limits.ts"
import type { Sink } from "./background-writer.ts"
import type { HelperKind } from "./helper-link.ts"

export interface NodeOptions {
  /** The folder that is served. */
  readonly root: string
  /** Default 127.0.0.1. */
  readonly host?: string
  /** 0 takes any free port. */
  readonly port: number
  readonly helpers: HelperKind
  readonly settings: Settings
  /** A path, `-` for standard output, or a function that takes the text. Default: no log. */
  readonly accessLog?: string | Sink
  /** Path of a recording. Default: none. */
  readonly record?: string
  /** See `HelperBoot.holdFile`: for tests that need helpers to hang. */
  readonly holdFile?: string
}

export const defaultHost = "127.0.0.1"
