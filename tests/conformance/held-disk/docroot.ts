/** A mounted folder with the files of a trial, and a reader for it. */
import { afterAll, beforeAll, beforeEach, expect } from "vitest"
import type { Method } from "../../../src/conformance/held-disk/enclosure.ts"
import type { Gate, HeldOperation } from "../../../src/conformance/held-disk/held-disk.ts"
import type { ReadCommand } from "./laboratory-messages.ts"
import { type Laboratory, openLaboratory } from "./laboratory.ts"
import type { Reader } from "./readers.ts"
import { preparedWithinMillis } from "./with-fuse.ts"

export interface Docroot {
  readonly laboratory: Laboratory
  readonly reader: Reader
  readonly cold: (file: number, call?: string) => ReadCommand
  readonly warm: (file: number) => ReadCommand
  readonly missing: () => ReadCommand
  /** All cold files are cold, all warm ones and a missing name are warm. */
  readonly reset: () => Promise<void>
  /** A warm file, a missing name that is known and one that is not are answered. */
  readonly warmStays: () => Promise<void>
}

const coldFiles = 250
const warmFiles = 16

export const coldBytes = 65_536

export const coldPattern = String.raw`^/cold/\d+\.bin$`

export const gateOn = (operation: HeldOperation, pattern = coldPattern): Gate => ({
  name: "cold",
  operations: [operation],
  pattern
})

export const base64 = (text: string): string => Buffer.from(text).toString("base64")

/** What `cold(…)` without a call reads. */
export const coldText = base64("aaa")

const ENOENT = 2

/** One for all tests of a group; each finds cold files cold and warm files warm. */
export const docrootOfGroup = (method: Method): (() => Docroot) => {
  let docroot: Docroot
  beforeAll(async () => {
    docroot = await openDocroot(method)
  }, preparedWithinMillis)
  afterAll(() => docroot.laboratory.close())
  beforeEach(() => docroot.reset(), preparedWithinMillis)
  return () => docroot
}

const openDocroot = async (method: Method): Promise<Docroot> => {
  const laboratory = await openLaboratory(method)
  const { source, folder } = laboratory
  await laboratory.shell(`cd ${source}; mkdir cold warm
    for i in $(seq 0 ${coldFiles - 1}); do
      head -c ${coldBytes} /dev/zero | tr '\\0' a > cold/$i.bin
    done
    for i in $(seq 0 ${warmFiles - 1}); do head -c 2000 /dev/zero | tr '\\0' w > warm/$i.txt; done`)
  const reader = await laboratory.startReader()
  const warm = (file: number): ReadCommand => ({
    call: "digest",
    path: `${folder}/warm/${file}.txt`
  })
  const missing = (): ReadCommand => ({ call: "lstat", path: `${folder}/missing/0.txt` })
  let freshNames = 0
  return {
    laboratory,
    reader,
    warm,
    missing,
    cold: (file, call = "pread") => {
      const path = `${folder}/cold/${file}.bin`
      return call === "pread" ? { call, path, offset: 0, length: 3 } : { call, path }
    },
    reset: async () => {
      for (let file = 0; file < warmFiles; file++) await reader.read(warm(file))
      expect(await reader.read(missing())).toMatchObject({ errno: ENOENT })
      // The folder itself is known; only what is in it is cold.
      await reader.read({ call: "lstat", path: `${folder}/cold/0.bin` })
      const files = Array.from({ length: coldFiles }, (_, file) => `/cold/${file}.bin`)
      await laboratory.evict(files)
    },
    warmStays: async () => {
      expect(await reader.read(warm(3))).toMatchObject({ value: [2_000, expect.any(String)] })
      expect(await reader.read(missing())).toMatchObject({ errno: ENOENT })
      // In the very folder of the held files: one lookup must not wait for another.
      const fresh = { call: "lstat", path: `${folder}/cold/new-${freshNames++}` }
      expect(await reader.read(fresh)).toMatchObject({ errno: ENOENT })
    }
  }
}
