/**
 * The calls that are recorded, and what each is for. Anything else a server does says nothing about
 * its phases.
 */
import type { Use } from "./call.ts"

export interface Shape {
  readonly use: Use
  /** Which argument is the path, from 0; the one before it may be the folder that it begins in. */
  readonly pathAt?: number
  readonly folderAt?: number
}

const alike = (use: Use, names: string): ReadonlyArray<readonly [string, Shape]> =>
  names.split(" ").map((name) => [name, { use }] as const)

const paths = (
  names: string,
  places: Omit<Shape, "use">
): ReadonlyArray<readonly [string, Shape]> =>
  names.split(" ").map((name) => [name, { use: "path", ...places }] as const)

export const shapes: ReadonlyMap<string, Shape> = new Map([
  ...alike("accept", "accept accept4"),
  ...alike("read", "read readv pread64 preadv preadv2 recvfrom recvmsg"),
  ...alike("write", "write writev pwrite64 sendto sendmsg"),
  ...alike("transfer", "sendfile splice"),
  ...paths("open stat lstat access readlink", { pathAt: 0 }),
  ...paths("openat openat2 newfstatat statx faccessat faccessat2 readlinkat", {
    pathAt: 1,
    folderAt: 0
  }),
  ...alike("facts", "fstat getdents64"),
  ...alike("map", "mmap"),
  ...alike("sync", "fsync fdatasync sync_file_range syncfs msync"),
  ...alike("wait", "epoll_wait epoll_pwait epoll_pwait2 poll ppoll select pselect6"),
  ...alike("watch", "epoll_ctl"),
  ...alike("close", "close"),
  ...alike("spawn", "clone clone3 fork vfork"),
  ...alike("ring", "io_uring_setup io_uring_enter"),
  ...alike("other", "shutdown chdir execve exit exit_group")
])

/** For `-e trace=`. Names that this processor doesn't have are passed over. */
export const recordedCalls: string = [...shapes.keys()].map((name) => `?${name}`).join(",")
