/** Starts the program inside an enclosure, and hands out what it tells. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { enclose, type Enclosed, type Reach, reachOf } from "../held-disk/enclosure.ts"
import { programBeside } from "../held-disk/entries.ts"
import { type CommandSubject, describeSubject } from "../subject/description.ts"
import { errorOf, isSubjectError, type SubjectError } from "../subject/errors.ts"
import type { FromInside, Order, ToInside } from "./messages.ts"
import { NotServed } from "./not-served.ts"
import type { Fingerprint } from "./result.ts"

export interface FingerprintRequest {
  readonly subject: CommandSubject
  /** What it is called in reports; its command if absent. */
  readonly name?: string
  /** Of amped. */
  readonly version: string
  /** At most so many operations are held, and so many connections opened. */
  readonly heldMax?: number
  /** How often each sweep is made; all must agree. */
  readonly repetitions?: number
  readonly onPoint?: (point: Extract<FromInside, { readonly kind: "point" }>) => void
}

export const fingerprintDefaults = { heldMax: 64, repetitions: 3 } as const

/** Our own fault, or that of this machine: nothing is said about the subject. */
export class FingerprintFailed extends Data.TaggedError("FingerprintFailed")<{
  readonly message: string
}> {}

export type FingerprintError = SubjectError | FingerprintFailed | NotServed

/** Interrupted, it ends the enclosure, and with it all that runs or is mounted inside. */
export const fingerprintOf = (
  request: FingerprintRequest
): Effect.Effect<Fingerprint, FingerprintError> =>
  Effect.gen(function* () {
    const reach = yield* Effect.promise(reachOf)
    const program = yield* Effect.acquireRelease(
      Effect.sync(() => enclose(reach.method ?? "strace", insideProgram())),
      (enclosed) => Effect.promise(() => end(enclosed, reach))
    )
    program.send({ kind: "begin", order: orderOf(request, reach) } satisfies ToInside)
    return yield* Effect.tryPromise({
      try: () => resultFrom(program, request),
      catch: onlyOwnErrors
    })
  }).pipe(
    Effect.timeoutOrElse({
      duration: limitMillis(request),
      orElse: () => Effect.fail(new FingerprintFailed({ message: tooLong(request) }))
    }),
    Effect.scoped
  )

/** Namespaces end with their first process; without them the program must stop its subjects and remove its files. */
const end = async (enclosed: Enclosed, { method }: Reach): Promise<void> => {
  if (method === undefined || method === "strace") enclosed.send({ kind: "end" } satisfies ToInside)
  else enclosed.kill()
  const timer = setTimeout(enclosed.kill, endMillis)
  await enclosed.ended
  clearTimeout(timer)
}

const endMillis = 1_500

/** Many times what it takes, even where the server needs seconds for an answer. */
const limitMillis = ({ repetitions }: FingerprintRequest): number =>
  120_000 * (1 + (repetitions ?? fingerprintDefaults.repetitions))

const tooLong = (request: FingerprintRequest): string =>
  `no result within ${limitMillis(request) / 1_000} s: either the server needs many seconds for an answer, ` +
  "or something of ours hangs. Try --held 4 --repeat 1; if that hangs too, please report it with the command."

const insideProgram = (): ReadonlyArray<string> =>
  programBeside(import.meta.url, "inside.ts", "fingerprint-inside.mjs")

const orderOf = (
  { subject, name, version, heldMax, repetitions }: FingerprintRequest,
  { method, reasons }: Reach
): Order => ({
  subject,
  name: name ?? describeSubject(subject),
  version,
  method: method ?? null,
  reasons: reasons.map(({ method, reason }) => `${method}: ${reason}`),
  heldMax: heldMax ?? fingerprintDefaults.heldMax,
  repetitions: repetitions ?? fingerprintDefaults.repetitions
})

/** The first result or failure that a program inside tells. */
export const resultFrom = async (
  program: Enclosed,
  { onPoint }: FingerprintRequest
): Promise<Fingerprint> => {
  for await (const message of program.messages as AsyncIterable<FromInside>) {
    if (message.kind === "result") return message.result
    if (message.kind === "failed") throw failureOf(message)
    onPoint?.(message)
  }
  const { code, signal, stderr } = await program.ended
  const words = stderr
    .trim()
    .split(/\s*\n\s*/)
    .slice(-3)
    .join(" | ")
  const said = words === "" ? " and said nothing" : `: ${words}`
  const message = `the measuring program ended (${signal ?? `code ${code}`})${said}`
  throw new FingerprintFailed({ message })
}

const failureOf = ({ tag, message }: { readonly tag: string; readonly message: string }) =>
  tag === "NotServed"
    ? new NotServed({ message })
    : (errorOf(tag, message) ?? new FingerprintFailed({ message }))

const onlyOwnErrors = (error: unknown): FingerprintError => {
  if (error instanceof FingerprintFailed || error instanceof NotServed) return error
  if (isSubjectError(error)) return error
  throw error
}
