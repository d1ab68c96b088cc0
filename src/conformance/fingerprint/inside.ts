/** The program inside the enclosure: takes what to fingerprint from outside, and tells points and the result. */
import { inside } from "../held-disk/enclosure.ts"
import { fingerprint } from "./fingerprint.ts"
import type { FromInside, Order, ToInside } from "./messages.ts"

const { tell } = inside((message) => hear(message as ToInside))

const hear = (message: ToInside): void => {
  // What must be undone is undone on the way out, see `last-resort.ts`.
  if (message.kind === "end") process.exit()
  void run(message.order)
}

const say = (message: FromInside): void => tell(message)

const run = async (order: Order): Promise<void> => {
  try {
    const result = await fingerprint({
      ...order,
      method: order.method ?? undefined,
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
  if ("_tag" in error) return { tag: String(error._tag), message: error.message }
  const place = /^\s+at .*$/m.exec(error.stack ?? "")?.[0].trim() ?? ""
  return { tag: "", message: `${error.name}: ${error.message} ${place}. Please report this.` }
}
