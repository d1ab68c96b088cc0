/** Reads what the kernel asks: the structures `fuse_in_header` and `fuse_*_in` of linux/fuse.h. */

/** sizeof(struct fuse_in_header) */
export const requestHeadBytes = 40

export interface Request {
  readonly opcode: number
  /** The kernel's name for this request, which the reply repeats. */
  readonly unique: bigint
  readonly node: number
  /** The thread that waits for the answer, in the process namespace of whoever mounted. */
  readonly thread: number
  readonly body: Buffer
}

/** The body is a view: whoever keeps the request past the next read must copy it. */
export const decodeRequest = (bytes: Buffer): Request => ({
  opcode: bytes.readUInt32LE(4),
  unique: bytes.readBigUInt64LE(8),
  node: Number(bytes.readBigUInt64LE(16)),
  thread: bytes.readUInt32LE(32),
  body: bytes.subarray(requestHeadBytes, bytes.readUInt32LE(0))
})

export interface Offer {
  readonly minor: number
  readonly readaheadBytesMax: number
  readonly flags: number
}

/** struct fuse_init_in */
export const decodeInit = (body: Buffer): Offer => ({
  minor: body.readUInt32LE(4),
  readaheadBytesMax: body.readUInt32LE(8),
  flags: body.readUInt32LE(12)
})

/** A name ends with NUL, and nothing but names follows it. */
export const decodeName = (body: Buffer): Buffer => {
  const end = body.indexOf(0)
  return body.subarray(0, end === -1 ? body.length : end)
}

/** struct fuse_open_in */
export const decodeOpen = (body: Buffer): { readonly flags: number } => ({
  flags: body.readUInt32LE(0)
})

export interface Slice {
  readonly handle: number
  readonly offset: number
  readonly bytesMax: number
}

/** struct fuse_read_in, for files and folders alike. */
export const decodeRead = (body: Buffer): Slice => ({
  handle: Number(body.readBigUInt64LE(0)),
  offset: Number(body.readBigUInt64LE(8)),
  bytesMax: body.readUInt32LE(16)
})

/** struct fuse_release_in */
export const decodeRelease = (body: Buffer): { readonly handle: number } => ({
  handle: Number(body.readBigUInt64LE(0))
})

/** struct fuse_interrupt_in: which request nobody waits for any more. */
export const decodeInterrupt = (body: Buffer): { readonly target: bigint } => ({
  target: body.readBigUInt64LE(0)
})
