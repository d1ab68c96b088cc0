/** A folder to serve, made anew for a test and removed after it. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"

export interface Folder {
  readonly root: string
  /** Beside the root, not below it. */
  readonly outside: string
}

export const largeBytes = 1_000_003

/** Bytes that differ from place to place, so that a slice from the wrong offset is seen. */
export const pattern = (bytes: number): Buffer => {
  const text = Buffer.alloc(bytes)
  for (let index = 0; index < bytes; index++) text[index] = (index * 31 + (index >> 8) * 7) & 255
  return text
}

/** Tests that run at the same time give their own `onTestFinished`. */
export const makeFolder = (whenFinished: (remove: () => void) => void = onTestFinished): Folder => {
  const outside = mkdtempSync(join(tmpdir(), "amped-"))
  whenFinished(() => rmSync(outside, { recursive: true, force: true }))
  const root = join(outside, "root")
  mkdirSync(join(root, "sub"), { recursive: true })
  writeFileSync(join(root, "index.html"), "<p>hello</p>")
  writeFileSync(join(root, "empty.txt"), "")
  writeFileSync(join(root, "a b ü.txt"), "name")
  writeFileSync(join(root, "large.bin"), pattern(largeBytes))
  writeFileSync(join(outside, "secret.txt"), "secret")
  symlinkSync(join(outside, "secret.txt"), join(root, "escape.txt"))
  symlinkSync(outside, join(root, "escape"))
  symlinkSync(join(root, "index.html"), join(root, "inside.html"))
  return { root, outside }
}
