/** Looks at the root before anything else starts, through a helper: the dispatcher doesn't touch the disk. */
import * as Effect from "effect/Effect"
import { HelperUnusable, RootUnusable } from "./errors.ts"
import type { HelperBoot } from "./helper/protocol.ts"
import type { HelperKind, HelperLink } from "./helper-link.ts"
import { startHelper } from "./running-helpers.ts"

export interface Probed {
  readonly descriptorsMax: number
}

export const probe = (
  kind: HelperKind,
  boot: HelperBoot
): Effect.Effect<Probed, RootUnusable | HelperUnusable> =>
  Effect.callback((answer) => {
    const { root } = boot
    let found: Effect.Effect<Probed, RootUnusable> | undefined
    let link: HelperLink | undefined
    try {
      link = startHelper(kind, boot, {
        answered: (said) => {
          if (said.kind === "ready") found = Effect.succeed(said)
          if (said.kind === "unusable")
            found = Effect.fail(new RootUnusable({ root, problem: said.code }))
          link?.kill()
        },
        gone: (reason) => answer(found ?? Effect.fail(new HelperUnusable({ reason })))
      })
    } catch (error) {
      answer(Effect.fail(new HelperUnusable({ reason: String(error) })))
    }
    return Effect.sync(() => link?.kill())
  })
