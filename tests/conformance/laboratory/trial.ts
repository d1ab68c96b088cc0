/** A root like that of a trial, a secret beside it, and what an answer is in these terms. */
import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Answer } from "./client.ts"

const contents = {
  warm: Buffer.alloc(2_000, "warm "),
  cold: Buffer.from(Array.from({ length: 65_536 }, (_, index) => index % 251)),
  nothing: Buffer.alloc(0)
}

export interface Trial {
  readonly folder: string
  readonly root: string
  readonly remove: () => void
}

export const makeTrial = (): Trial => {
  const folder = mkdtempSync(join(tmpdir(), "amped-laboratory-"))
  // Workers that have dropped their privileges read here.
  chmodSync(folder, 0o755)
  const root = join(folder, "root")
  mkdirSync(join(root, "cold"), { recursive: true })
  mkdirSync(join(root, "warm"))
  writeFileSync(join(root, "cold/0.bin"), contents.cold)
  writeFileSync(join(root, "warm/0.txt"), contents.warm)
  writeFileSync(join(root, ".hidden"), "hidden")
  writeFileSync(join(folder, "secret"), "secret")
  return { folder, root, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** "200 warm, kept" */
export const tell = ({ status, body, isKept }: Answer): string => {
  const [name = `${body.length} other octets`] =
    Object.entries(contents).find(([, content]) => content.equals(body)) ?? []
  return `${status} ${name}${isKept ? ", kept" : ""}`
}

/** On a user's machine what is missing is a visible skip; in CI it is a failure. */
export const isRequired = ["CI", "AMPED_REQUIRE_SERVERS"].some(
  (name) => process.env[name] !== undefined
)

export const isInstalled = ([program = "", ...asked]: ReadonlyArray<string>): boolean => {
  try {
    execFileSync(program, asked, { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

/** Whether anybody is left in a process group. */
export const isLiving = (group: number): boolean => {
  try {
    process.kill(-group, 0)
    return true
  } catch {
    return false
  }
}
