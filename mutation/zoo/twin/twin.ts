/**
 * A small server that is right about all that the suite asks, and shares no line with the reference machine.
 * Every animal that is not a machine is this one with one manner changed, or with something in front of it.
 */
import type { Server } from "../network.ts"
import { Conversation } from "./conversation.ts"
import { Files } from "./files.ts"
import { goodManners, type Manners } from "./manners.ts"

/** After every file but the one from the future. */
const startMillis = Date.UTC(2026, 0, 1)

export const twin =
  (changed: Partial<Manners> = {}) =>
  (root: string): Server => {
    const manners = { ...goodManners, ...changed }
    const files = new Files(root)
    return (peer) =>
      new Conversation(peer, manners, {
        nameOf: manners.nameOf,
        find: (name) => manners.found(files.find(name, manners.isOutsideFine(name)), name),
        nowMillis: () => startMillis + peer.nowMillis()
      })
  }
