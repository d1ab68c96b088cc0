/** The files that a recorded run asks for. */
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { patternBytes } from "../root.ts"

const kinds = [
  { name: "cold", count: 8, bytes: 65_536, ending: "bin" },
  { name: "warm", count: 4, bytes: 2_000, ending: "txt" }
] as const

/** Fills a folder; workers that dropped their privileges can read it. */
export const fillTrialFolder = async (folder: string): Promise<void> => {
  for (const { name, count, bytes, ending } of kinds) {
    await fs.mkdir(path.join(folder, name), { recursive: true, mode: 0o755 })
    for (let number = 0; number < count; number++)
      await fs.writeFile(path.join(folder, name, `${number}.${ending}`), patternBytes(bytes))
  }
}
