/** The conversation with the kernel: each request is held, or answered from the folder behind the mount. */
import * as os from "node:os"
import * as path from "node:path"
import { answer, notify, readRequests } from "./device.ts"
import type { HeldOperation } from "./gates.ts"
import { type HeldRequests, heldRequests, type HoldingEvents } from "./held-requests.ts"
import { type Node, type Nodes, nodesOf } from "./nodes.ts"
import { opcodeName, opcodes } from "./opcodes.ts"
import { errnoOf, passThrough } from "./pass-through.ts"
import { empty, forgetInode, forgetName } from "./reply.ts"
import { decodeInterrupt, decodeName, type Request } from "./request.ts"

const { EINTR } = os.constants.errno

export interface SessionEvents extends HoldingEvents {
  /** The kernel has said hello. */
  readonly begun: () => void
  /** Unmounted, or the kernel broke off. */
  readonly ended: () => void
}

export interface Session extends Pick<HeldRequests, "gate" | "free" | "ungate" | "openAll"> {
  /** Rejects with `EvictionRefused`. */
  readonly evict: (paths: ReadonlyArray<string>) => Promise<void>
  readonly served: () => Readonly<Record<string, number>>
}

/** Evicting would wait for what is held, and stop others. */
export class EvictionRefused extends Error {
  override readonly name = "EvictionRefused"
}

const gated: ReadonlyMap<number, HeldOperation> = new Map([
  [opcodes.FUSE_LOOKUP, "lookup"],
  [opcodes.FUSE_GETATTR, "getattr"],
  [opcodes.FUSE_OPEN, "open"],
  [opcodes.FUSE_READ, "read"]
])

export const startSession = (device: number, source: string, events: SessionEvents): Session => {
  const nodes = nodesOf(source)
  const served: Record<string, number> = {}
  const perform = (request: Request): void => {
    const kind = opcodeName(request.opcode)?.slice("FUSE_".length).toLowerCase() ?? "unknown"
    served[kind] = (served[kind] ?? 0) + 1
    try {
      const payload = disk.answer(request)
      if (payload !== undefined) answer(device, request.unique, 0, payload)
    } catch (error) {
      answer(device, request.unique, errnoOf(error), empty)
    }
  }
  const requests = heldRequests(perform, events)
  const disk = passThrough(nodes, requests.isGated)
  const keeps = (request: Request): boolean => {
    const operation = gated.get(request.opcode)
    const node = operation === undefined ? undefined : nodeAsked(nodes, request)
    if (operation === undefined || node === undefined) return false
    if (!requests.isGated(operation, node.path) || disk.isFolder(node)) return false
    return requests.keep(request, operation, node.path)
  }
  // Whoever waits for a held answer stays killable. A target that isn't held is answered already: requests
  // are read one after another, and each before its interruption.
  const interrupt = ({ body }: Request): void => {
    const { target } = decodeInterrupt(body)
    if (requests.giveUp(target)) answer(device, target, EINTR, empty)
  }
  const take = (request: Request): void => {
    if (request.opcode === opcodes.FUSE_INTERRUPT) interrupt(request)
    else if (!keeps(request)) perform(request)
    if (request.opcode === opcodes.FUSE_INIT) events.begun()
  }
  readRequests(device, take, events.ended)
  let evicting = Promise.resolve()
  const evict = async (paths: ReadonlyArray<string>): Promise<void> => {
    refuseWhileHeld(requests, paths)
    for (const each of paths) await forget(device, nodes.at(each))
  }
  return {
    ...requests,
    served: () => ({ ...served }),
    evict: (paths) => {
      // One at a time: each may wait in a thread, and one must be left to read the device.
      const evicted = evicting.then(() => evict(paths))
      evicting = evicted.catch(() => {})
      return evicted
    }
  }
}

/** The file that an operation is about: for a lookup not the folder, but the name in it. */
const nodeAsked = (nodes: Nodes, request: Request): Node | undefined => {
  const node = nodes.of(request.node)
  if (node === undefined || request.opcode !== opcodes.FUSE_LOOKUP) return node
  return nodes.child(node, decodeName(request.body))
}

/**
 * The kernel drops pages when nobody reads them, and a name when nobody looks for one in that folder. It
 * would wait for what is held, and whoever comes later to that folder behind it: a false stall.
 */
const refuseWhileHeld = (requests: HeldRequests, paths: ReadonlyArray<string>): void => {
  const held = requests.all()
  const busy = held.find(
    (each) =>
      paths.includes(each.path) ||
      (each.operation === "lookup" &&
        paths.some((other) => path.dirname(other) === path.dirname(each.path)))
  )
  if (busy === undefined) return
  throw new EvictionRefused(
    `a ${busy.operation} of ${busy.path} is held: evicting would wait for it; evict before you gate`
  )
}

/** What nobody has asked for is not in memory. */
const forget = async (device: number, node: Node | undefined): Promise<void> => {
  if (node === undefined) return
  await notify(device, forgetInode(node.id))
  await notify(device, forgetName(node.folder, node.name))
}
