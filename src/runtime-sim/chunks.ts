/** The bytes that the runtime holds for the machine: kept by ticket from their `Load` to `Forget`. */
import type { Part } from "../state-machine/command.ts"
import type { Ticket } from "../state-machine/event.ts"
import { IllegalCommand } from "./change.ts"
import type { HeldChunk, Notification, World } from "./world.ts"

type Slice = Extract<Part, { readonly _tag: "Slice" }>

/** Bytes arrive with the notification of their `Load`; told twice, they are held once. */
export const held = (world: World, { ticket, job, outcome }: Notification): World => {
  if (job._tag !== "Load" || outcome._tag !== "Loaded") return world
  if (world.chunks.some((chunk) => chunk.ticket === ticket)) return world
  const { path, version, offset } = job
  const chunk: HeldChunk = { ticket, path, version, offset, lengthBytes: outcome.lengthBytes }
  return { ...world, chunks: [...world.chunks, chunk] }
}

/** Bytes that are not held can't be sent. A slice that merely says something else of them is for a monitor. */
export const requireHeld = (world: World, { chunk, chunkOffset, lengthBytes }: Slice): void => {
  const found = world.chunks.find(({ ticket }) => ticket === chunk)
  if (found === undefined) throw new IllegalCommand(`Send names chunk ${chunk}, which is not held`)
  if (chunkOffset < 0 || lengthBytes < 0 || chunkOffset + lengthBytes > found.lengthBytes)
    throw new IllegalCommand(
      `Send names bytes ${chunkOffset} to ${chunkOffset + lengthBytes} of chunk ${chunk}, ` +
        `which holds ${found.lengthBytes}`
    )
}

export const forget = (world: World, chunk: Ticket): World => {
  if (!world.chunks.some(({ ticket }) => ticket === chunk))
    throw new IllegalCommand(`Forget names chunk ${chunk}, which is not held`)
  return { ...world, chunks: world.chunks.filter(({ ticket }) => ticket !== chunk) }
}
