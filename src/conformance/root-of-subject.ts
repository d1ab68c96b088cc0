/** The folder that a subject serves: a new one, one that is handed to us, or one that others have filled. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { buildRoot, buildRootIn, type Root, RootNotEmpty } from "./root.ts"
import type { SubjectDescription } from "./subject/description.ts"
import { SubjectMisdescribed } from "./subject/errors.ts"

/** What was planted is removed at the end of the scope. Undefined where nothing is known of the folder. */
export const acquireRoot = (
  subject: SubjectDescription
): Effect.Effect<Root | undefined, SubjectMisdescribed, Scope.Scope> => {
  switch (subject.kind) {
    case "command":
      return acquire(() => buildRoot())
    case "url": {
      const { root } = subject
      return root === undefined ? Effect.succeed(undefined) : acquire(() => buildRootIn(root))
    }
    case "network":
      return Effect.succeed(subject.root)
  }
}

const acquire = (
  build: () => Promise<Root>
): Effect.Effect<Root, SubjectMisdescribed, Scope.Scope> =>
  Effect.acquireRelease(Effect.tryPromise({ try: build, catch: onlyNotEmpty }), (root) =>
    Effect.promise(() => root.remove())
  )

/** Anything else is a defect of ours. */
const onlyNotEmpty = (error: unknown): SubjectMisdescribed => {
  if (error instanceof RootNotEmpty) return new SubjectMisdescribed({ message: error.message })
  throw error
}
