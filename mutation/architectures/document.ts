/** docs/architectures.md: what was found of each server, and when. */
import type { Measured } from "./measure.ts"

export const documentFile = new URL("../../docs/architectures.md", import.meta.url)

export const render = (all: ReadonlyArray<Measured>): string =>
  all.map(({ server }) => server.id).join("\n")
