/** Tests that need FUSE: where it can't run, the reason is what is tested. */
import { describe, expect, test } from "vitest"
import { type Method, reachOf } from "../../../src/conformance/held-disk/enclosure.ts"

const { method, reasons } = await reachOf()

/** Every reason that a machine can have; one that is none of these is a fault of ours. */
const reasonsKnown: ReadonlyArray<RegExp> = [
  /^only root may mount without a user namespace$/,
  /^there is no \/dev\/fuse: load the kernel's module fuse, or give the container the device$/,
  /^\/dev\/fuse may not be opened by this user: root could allow it/,
  /^this user, or this container, may not make (user )?namespaces: /,
  /^namespaces are switched off here/,
  /^a namespace may not have its own \/proc here/
]

/** For hooks, which don't heed the time of their group; other tests may keep the machine busy. */
export const preparedWithinMillis = 30_000

export const describeWithFuse = (title: string, tests: (method: Method) => void): void => {
  if (method === "fuse" || method === "fuse-user-namespace")
    describe(`${title} (${method})`, { timeout: preparedWithinMillis }, () => tests(method))
  else
    test.each(reasons.filter((each) => each.method !== "strace"))(
      `${title} can't be tested by $method: $reason`,
      ({ reason }) => {
        expect(reasonsKnown.filter((known) => known.test(reason)).length).toBe(1)
      }
    )
}
