/**
 * A held disk in an enclosure, for tests: they run outside, so they can't wait for a mount that they
 * hold. Where FUSE can't run, there is a reason instead of a laboratory.
 */
import { fileURLToPath } from "node:url"
import {
  enclose,
  type Enclosed,
  type Method
} from "../../../src/conformance/held-disk/enclosure.ts"
import type { Gate, Held } from "../../../src/conformance/held-disk/held-disk.ts"
import type { Action, DiskCall, FromLaboratory, ReadAnswer } from "./laboratory-messages.ts"
import type { Reader } from "./readers.ts"

export interface Laboratory {
  readonly enclosed: Enclosed
  /** The plain folder, and where it is shown. Both are empty at first, and seen by those inside only. */
  readonly source: string
  readonly folder: string
  readonly shell: (script: string) => Promise<string>
  readonly mount: (source: string, folder: string) => Promise<unknown>
  readonly gate: (gate: Gate) => Promise<void>
  readonly free: (paths: ReadonlyArray<string>) => Promise<void>
  readonly ungate: (name: string) => Promise<void>
  readonly evict: (paths: ReadonlyArray<string>) => Promise<void>
  readonly served: () => Promise<Record<string, number>>
  readonly held: () => Promise<ReadonlyArray<Held>>
  readonly changed: (withinMillis: number) => Promise<boolean>
  readonly endDisk: () => Promise<void>
  readonly awaitHeld: (count: number) => Promise<ReadonlyArray<Held>>
  readonly startReader: () => Promise<Reader>
  /** The address of a server over the mounted folder. */
  readonly serve: (preset: string, command: ReadonlyArray<string>) => Promise<string>
  readonly stopServer: () => Promise<void>
  /** From now on it is deaf. */
  readonly spin: () => void
  /** Ends everything inside. */
  readonly close: () => Promise<void>
}

const program = fileURLToPath(new URL("laboratory-inside.ts", import.meta.url))

/** Mounted, unless told otherwise. */
export const openLaboratory = async (method: Method, isMounted = true): Promise<Laboratory> => {
  const enclosed = enclose(method, [process.execPath, program])
  const ask = asking(enclosed)
  const shell = async (script: string): Promise<string> =>
    String(await ask({ kind: "shell", script })).trim()
  const scratch = await shell("mktemp -d")
  const [source, folder] = [`${scratch}/source`, `${scratch}/folder`]
  await shell(`chmod 755 ${scratch} && mkdir ${source} ${folder}`)
  const onDisk = (call: DiskCall, ...given: ReadonlyArray<unknown>): Promise<unknown> =>
    ask({ kind: "disk", call, given })
  if (isMounted) await ask({ kind: "mount", source, folder })
  return {
    enclosed,
    source,
    folder,
    shell,
    mount: (from, at) => ask({ kind: "mount", source: from, folder: at }),
    gate: async (gate) => void (await onDisk("gate", gate)),
    free: async (paths) => void (await onDisk("free", paths)),
    ungate: async (name) => void (await onDisk("ungate", name)),
    evict: async (paths) => void (await onDisk("evict", paths)),
    served: async () => (await onDisk("served")) as Record<string, number>,
    held: async () => (await onDisk("held")) as ReadonlyArray<Held>,
    changed: async (withinMillis) => (await onDisk("changed", withinMillis)) === true,
    endDisk: async () => void (await onDisk("end")),
    awaitHeld: async (count) => (await ask({ kind: "awaitHeld", count })) as ReadonlyArray<Held>,
    startReader: async () => {
      const reader = Number(await ask({ kind: "startReader" }))
      return {
        read: async (command) => (await ask({ kind: "read", reader, command })) as ReadAnswer,
        kill: async () => void (await ask({ kind: "killReader", reader }))
      }
    },
    serve: async (preset, command) => String(await ask({ kind: "serve", preset, command })),
    stopServer: async () => void (await ask({ kind: "stopServer" })),
    spin: () => void ask({ kind: "spin" }).catch(() => {}),
    close: async () => {
      enclosed.kill()
      await enclosed.ended
    }
  }
}

const asking = (enclosed: Enclosed): ((action: Action) => Promise<unknown>) => {
  const pending = new Map<number, PromiseWithResolvers<unknown>>()
  let next = 1
  const listen = async (): Promise<void> => {
    for await (const message of enclosed.messages) {
      const { number, value, error } = message as FromLaboratory
      if (error === undefined) pending.get(number)?.resolve(value)
      else pending.get(number)?.reject(new Error(error))
      pending.delete(number)
    }
    const { stderr } = await enclosed.ended
    for (const { reject } of pending.values()) reject(new Error(`the laboratory ended: ${stderr}`))
  }
  void listen()
  return (action) => {
    const answer = Promise.withResolvers<unknown>()
    pending.set(next, answer)
    enclosed.send({ ...action, number: next++ })
    return answer.promise
  }
}
