/** The job `Locate`: from a name below the root to the facts of a file. */
import { closeSync } from "node:fs"
import mime from "mime"
import type { Outcome } from "../../state-machine/event.ts"
import { isOpened, openBelow } from "./open.ts"
import type { Root } from "./root.ts"
import { isSettled, versionOf } from "./version.ts"

export const locate = (root: Root, path: string): Outcome => {
  const nowMillis = Date.now()
  const opened = openBelow(root, path)
  if (!isOpened(opened)) return opened
  const { descriptor, stats } = opened
  closeSync(descriptor)
  return {
    _tag: "Found",
    facts: {
      path,
      version: versionOf(stats),
      sizeBytes: Number(stats.size),
      // Not mtimeMs: rounding it could show a second that has not come yet. BigInt division truncates.
      modifiedSeconds: Number(stats.mtimeNs / 1_000_000_000n),
      mediaType: mediaTypeOf(path),
      settled: isSettled(stats, nowMillis)
    }
  }
}

const mediaTypeOf = (path: string): string => {
  const type = mime.getType(path) ?? "application/octet-stream"
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type
}
