/** The program inside the enclosure: mounts a held disk, and records the subject that serves it. */
import { mountHeldDisk } from "../held-disk/held-disk.ts"
import { inside } from "../held-disk/enclosure.ts"
import type { FromInside, ToInside } from "./messages.ts"
import { record } from "./record.ts"

const { tell } = inside((message) => void run(message as ToInside))

const say = (message: FromInside): void => tell(message)

const run = async ({ subject, name, straceFile, source, folder }: ToInside): Promise<void> => {
  try {
    const disk = await mountHeldDisk({ source, folder })
    try {
      const recording = await record({
        subject,
        name,
        folder: disk.folder,
        straceFile,
        disk,
        onProgress: (what) => say({ kind: "progress", what })
      })
      say({ kind: "recorded", recording })
    } finally {
      await disk.end()
    }
  } catch (error) {
    say({ kind: "failed", ...asFailure(error) })
  }
}

/**
 * The tag of a typed error, so that the outside can make it again; anything else is our own fault.
 */
const asFailure = (error: unknown): { readonly tag: string; readonly message: string } => {
  if (!(error instanceof Error)) return { tag: "", message: String(error) }
  return "_tag" in error
    ? { tag: String(error._tag), message: error.message }
    : { tag: "", message: error.stack ?? error.message }
}
