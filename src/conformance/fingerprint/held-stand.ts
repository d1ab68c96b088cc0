/** An instance of the subject on a disk that can be held, by the method that works here. */
import * as fs from "node:fs/promises"
import * as path from "node:path"
import type { Method } from "../held-disk/enclosure.ts"
import {
  type HeldDisk,
  HeldDiskFailed,
  type HeldOperation,
  mountHeldDisk
} from "../held-disk/held-disk.ts"
import { straceDisk } from "../held-disk/strace-disk.ts"
import type { CommandSubject } from "../subject/description.ts"
import type { HeldStand } from "./held-trial.ts"
import { selfCheck } from "./self-check.ts"
import { withStand } from "./stand.ts"

export interface HeldPlace {
  readonly subject: CommandSubject
  readonly method: Method
  readonly operation: HeldOperation
  /** The plain folder with the files of the trial. */
  readonly source: string
  /** For mount points. */
  readonly folder: string
}

type Use<Result> = (stand: HeldStand) => Promise<Result>

export const withHeldStand = <Result>(place: HeldPlace, use: Use<Result>): Promise<Result> =>
  place.method === "strace" ? onTraced(place, use) : onMounted(place, use)

const coldNumbers = (): (() => number) => {
  let next = 0
  return () => next++
}

/** The disk first and last: a subject that still reads from a disk that is gone ends as it likes. */
const onMounted = async <Result>(
  { subject, operation, source, folder }: HeldPlace,
  use: Use<Result>
): Promise<Result> => {
  const mountPoint = path.join(folder, `held-${operation}`)
  await fs.mkdir(mountPoint, { mode: 0o755 })
  const disk = await mountHeldDisk({ source, folder: mountPoint })
  const nextCold = coldNumbers()
  try {
    await assertWorks(disk, nextCold)
    return await withStand(subject, disk.folder, (stand) => use({ ...stand, disk, nextCold }))
  } finally {
    await disk.end()
  }
}

const assertWorks = async (disk: HeldDisk, nextCold: () => number): Promise<void> => {
  const fault = await selfCheck(disk, nextCold)
  if (fault === undefined) return
  const message = `the held disk does not do here what it must: ${fault}. Please report this.`
  throw new HeldDiskFailed({ message })
}

/** Its processes must be there before they can be stopped at their calls. */
const onTraced = <Result>({ subject, source }: HeldPlace, use: Use<Result>): Promise<Result> =>
  withStand(subject, source, async (stand) => {
    const disk = await straceDisk({ folder: source, processes: stand.processes })
    try {
      return await use({ ...stand, disk, nextCold: coldNumbers() })
    } finally {
      await disk.end()
    }
  })
