/** The bytes that helpers brought, each under the ticket of its `Load`, until the machine forgets them. */
import type { Part } from "../state-machine/command.ts"
import type { Ticket } from "../state-machine/event.ts"

export interface Chunks {
  readonly keep: (ticket: Ticket, bytes: Buffer) => void
  readonly forget: (ticket: Ticket) => void
  /** A view, not a copy: it stays valid when the chunk is forgotten. */
  readonly slice: (part: Extract<Part, { readonly _tag: "Slice" }>) => Buffer
  readonly figures: () => { readonly chunks: number; readonly heldBytes: number }
}

/** The machine asked for bytes that it was never given or gave up: our own bug, never a peer's doing. */
export class ChunkUnknown extends Error {}

export const makeChunks = (): Chunks => {
  const held = new Map<Ticket, Buffer>()
  let heldBytes = 0
  return {
    keep: (ticket, bytes) => {
      held.set(ticket, bytes)
      heldBytes += bytes.length
    },
    forget: (ticket) => {
      heldBytes -= held.get(ticket)?.length ?? 0
      held.delete(ticket)
    },
    slice: ({ chunk, chunkOffset, lengthBytes }) => {
      const bytes = held.get(chunk)
      if (bytes === undefined || chunkOffset + lengthBytes > bytes.length)
        throw new ChunkUnknown(`chunk ${chunk}: no bytes ${chunkOffset} + ${lengthBytes}`)
      return bytes.subarray(chunkOffset, chunkOffset + lengthBytes)
    },
    figures: () => ({ chunks: held.size, heldBytes })
  }
}
