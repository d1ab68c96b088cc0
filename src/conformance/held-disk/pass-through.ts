/**
 * Answers each opcode from the folder behind the mount. The calls are synchronous on purpose: the folder is
 * an ordinary one, and whoever asks waits for the answer anyway.
 */
import * as fs from "node:fs"
import * as os from "node:os"
import { type Entry, packEntries, packEntriesPlus } from "./directory.ts"
import type { HeldOperation } from "./gates.ts"
import type { Node, Nodes } from "./nodes.ts"
import { type OpcodeName, opcodeName } from "./opcodes.ts"
import * as reply from "./reply.ts"
import * as request from "./request.ts"

const { ENOENT, ENOSYS, EROFS, EBADF, EIO } = os.constants.errno

/** What a request fails with; the number is an errno as in errno.h, above zero. */
export class Refused extends Error {
  override readonly name = "Refused"
  readonly errno: number
  constructor(errno: number) {
    super(`errno ${errno}`)
    this.errno = errno
  }
}

/** The errno to answer with: node's file calls carry it below zero. */
export const errnoOf = (error: unknown): number => {
  if (error instanceof Refused) return error.errno
  const errno = error instanceof Error && "errno" in error ? error.errno : undefined
  return typeof errno === "number" && errno < 0 ? -errno : EIO
}

export interface PassThrough {
  /** The payload of the answer; undefined where the kernel expects none. Throws what `errnoOf` reads. */
  readonly answer: (request: request.Request) => Buffer | undefined
  readonly isFolder: (node: Node) => boolean
}

type IsGated = (operation: HeldOperation, path: string) => boolean

/** What a gate waits for must not reach the kernel by another way: see `listed` and `lookup`. */
export const passThrough = (nodes: Nodes, isGated: IsGated): PassThrough => {
  const folders = openFolders()
  const nodeOf = (id: number): Node => {
    const node = nodes.of(id)
    if (node === undefined) throw new Refused(ENOENT)
    return node
  }
  const listed = (folder: Node, { name }: Entry): number | undefined => {
    // A node for "." or ".." would be a second one for a folder that has one.
    if (isDots(name)) return undefined
    const { id, path } = nodes.child(folder, name)
    return isGated("lookup", path) || isGated("getattr", path) ? undefined : id
  }
  const handlers: Partial<Record<OpcodeName, (asked: request.Request) => Buffer | undefined>> = {
    FUSE_INIT: ({ body }) => reply.initReply(request.decodeInit(body)),
    FUSE_LOOKUP: ({ node, body }) =>
      lookup(nodes.child(nodeOf(node), request.decodeName(body)), isGated),
    FUSE_GETATTR: ({ node }) => reply.attributesReply(statsOf(nodeOf(node).source)),
    FUSE_READLINK: ({ node }) => fs.readlinkSync(nodeOf(node).source, { encoding: "buffer" }),
    FUSE_OPEN: ({ node, body }) => open(nodeOf(node), request.decodeOpen(body).flags),
    FUSE_READ: ({ body }) => read(request.decodeRead(body)),
    FUSE_RELEASE: ({ body }) => {
      fs.closeSync(request.decodeRelease(body).handle)
      return reply.empty
    },
    FUSE_OPENDIR: ({ node }) => reply.openReply(folders.open(nodeOf(node).source), 0),
    FUSE_READDIR: ({ body }) => {
      const { handle, offset, bytesMax } = request.decodeRead(body)
      return packEntries(folders.entries(handle), offset, bytesMax)
    },
    FUSE_READDIRPLUS: ({ node, body }) => {
      const { handle, offset, bytesMax } = request.decodeRead(body)
      const folder = nodeOf(node)
      return packEntriesPlus(folders.entries(handle), offset, bytesMax, (entry) =>
        listed(folder, entry)
      )
    },
    FUSE_RELEASEDIR: ({ body }) => folders.close(request.decodeRelease(body).handle),
    FUSE_STATFS: ({ node }) =>
      reply.statfsReply(fs.statfsSync(nodeOf(node).source, { bigint: true })),
    FUSE_DESTROY: () => reply.empty,
    FUSE_FORGET: () => undefined,
    FUSE_BATCH_FORGET: () => undefined
  }
  return {
    answer: (asked) => {
      const name = opcodeName(asked.opcode)
      const handler = name === undefined ? undefined : handlers[name]
      if (handler !== undefined) return handler(asked)
      // The kernel remembers ENOSYS and asks no more: of FLUSH, that saves a wait at every close.
      throw new Refused(name !== undefined && changing.has(name) ? EROFS : ENOSYS)
    },
    isFolder: ({ source }) =>
      fs.lstatSync(source, { throwIfNoEntry: false })?.isDirectory() ?? false
  }
}

/** What would change the file system. */
const changing: ReadonlySet<OpcodeName> = new Set([
  "FUSE_SETATTR",
  "FUSE_SYMLINK",
  "FUSE_MKNOD",
  "FUSE_MKDIR",
  "FUSE_UNLINK",
  "FUSE_RMDIR",
  "FUSE_RENAME",
  "FUSE_RENAME2",
  "FUSE_LINK",
  "FUSE_WRITE",
  "FUSE_SETXATTR",
  "FUSE_REMOVEXATTR",
  "FUSE_CREATE",
  "FUSE_FALLOCATE",
  "FUSE_COPY_FILE_RANGE",
  "FUSE_TMPFILE"
])

const statsOf = (source: Buffer): fs.BigIntStats => fs.lstatSync(source, { bigint: true })

const lookup = ({ id, source, path }: Node, isGated: IsGated): Buffer => {
  const stats = fs.lstatSync(source, { bigint: true, throwIfNoEntry: false })
  if (stats === undefined) return reply.missingReply()
  return reply.entryReply(id, stats, isGated("getattr", path))
}

/** O_ACCMODE */
const accessModes = 0o3

const open = (node: Node, flags: number): Buffer => {
  if ((flags & accessModes) !== fs.constants.O_RDONLY) throw new Refused(EROFS)
  // Symbolic links are followed by the kernel, above us.
  const handle = fs.openSync(node.source, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW)
  return reply.openReply(handle, reply.FOPEN_KEEP_CACHE)
}

/** Answers are written before the next question is read, so one place for bytes is enough. */
const bytesRead = Buffer.allocUnsafeSlow(reply.readBytesMax)

const read = ({ handle, offset, bytesMax }: request.Slice): Buffer => {
  const into = bytesMax <= bytesRead.length ? bytesRead : Buffer.allocUnsafe(bytesMax)
  let filled = 0
  // Less than was asked for means the end of the file to the kernel.
  while (filled < bytesMax) {
    const bytes = fs.readSync(handle, into, filled, bytesMax - filled, offset + filled)
    if (bytes === 0) break
    filled += bytes
  }
  return into.subarray(0, filled)
}

interface OpenFolders {
  readonly open: (source: Buffer) => number
  readonly entries: (handle: number) => ReadonlyArray<Entry>
  readonly close: (handle: number) => Buffer
}

/** A listing is taken once, when the folder is opened, so that offsets into it stay true. */
const openFolders = (): OpenFolders => {
  const listings = new Map<number, ReadonlyArray<Entry>>()
  let next = 1
  return {
    open: (source) => {
      listings.set(next, listing(source))
      return next++
    },
    entries: (handle) => {
      const entries = listings.get(handle)
      if (entries === undefined) throw new Refused(EBADF)
      return entries
    },
    close: (handle) => {
      listings.delete(handle)
      return reply.empty
    }
  }
}

const dots = [Buffer.from("."), Buffer.from("..")]
const isDots = (name: Buffer): boolean => dots.some((each) => each.equals(name))
const slash = Buffer.from("/")

const listing = (source: Buffer): ReadonlyArray<Entry> => {
  const names = [...dots, ...fs.readdirSync(source, { encoding: "buffer" })]
  return names.flatMap((name) => {
    const path = Buffer.concat([source, slash, name])
    const stats = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false })
    return stats === undefined ? [] : [{ name, stats }]
  })
}
