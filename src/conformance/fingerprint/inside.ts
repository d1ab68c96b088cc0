/** The program inside the enclosure: takes what to fingerprint from outside, and tells points and the result. */
import { inside } from "../held-disk/enclosure.ts"
import { fingerprint } from "./fingerprint.ts"
import type { FromInside, ToInside } from "./messages.ts"

const { tell } = inside((message) => void run(message as ToInside))

const say = (message: FromInside): void => tell(message)

const run = async (options: ToInside): Promise<void> => {
  try {
    const result = await fingerprint({
      ...options,
      method: options.method ?? undefined,
      onPoint: (sweep, held, isStopped) => say({ kind: "point", sweep, held, isStopped })
    })
    say({ kind: "result", result })
  } catch (error) {
    say({ kind: "failed", ...asFailure(error) })
  }
}

/** The tag of a typed error, so that the outside can make it again; anything else is our own fault. */
const asFailure = (error: unknown): { readonly tag: string; readonly message: string } => {
  if (!(error instanceof Error)) return { tag: "", message: String(error) }
  const tag = "_tag" in error ? String(error._tag) : error.name
  return { tag, message: tag === "Error" ? (error.stack ?? error.message) : error.message }
}
