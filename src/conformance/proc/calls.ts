/**
 * The system call in which a thread waits, from /proc/TID/syscall (proc_pid_syscall(5)): a number and its arguments.
 * Numbers are those of the kernel's tables for this architecture (arch/x86/entry/syscalls/syscall_64.tbl;
 * include/uapi/asm-generic/unistd.h).
 */
import { readFileSync } from "node:fs"

type Numbers = Readonly<Record<number, string>>

const onX64: Numbers = {
  0: "read",
  1: "write",
  2: "open",
  4: "stat",
  5: "fstat",
  6: "lstat",
  7: "poll",
  17: "pread64",
  19: "readv",
  20: "writev",
  21: "access",
  23: "select",
  40: "sendfile",
  43: "accept",
  44: "sendto",
  46: "sendmsg",
  61: "wait4",
  74: "fsync",
  89: "readlink",
  187: "readahead",
  202: "futex",
  217: "getdents64",
  232: "epoll_wait",
  257: "openat",
  262: "newfstatat",
  267: "readlinkat",
  269: "faccessat",
  270: "pselect6",
  271: "ppoll",
  275: "splice",
  281: "epoll_pwait",
  288: "accept4",
  295: "preadv",
  327: "preadv2",
  332: "statx",
  426: "io_uring_enter",
  437: "openat2",
  439: "faccessat2",
  441: "epoll_pwait2"
}

const onArm64: Numbers = {
  22: "epoll_pwait",
  48: "faccessat",
  56: "openat",
  61: "getdents64",
  63: "read",
  64: "write",
  65: "readv",
  66: "writev",
  67: "pread64",
  69: "preadv",
  71: "sendfile",
  72: "pselect6",
  73: "ppoll",
  76: "splice",
  78: "readlinkat",
  79: "newfstatat",
  80: "fstat",
  82: "fsync",
  98: "futex",
  202: "accept",
  206: "sendto",
  211: "sendmsg",
  213: "readahead",
  242: "accept4",
  260: "wait4",
  286: "preadv2",
  291: "statx",
  426: "io_uring_enter",
  437: "openat2",
  439: "faccessat2",
  441: "epoll_pwait2"
}

const numbers: Numbers = process.arch === "arm64" ? onArm64 : onX64

export interface WaitingCall {
  readonly name: string
  readonly arguments: ReadonlyArray<number>
}

/** Undefined for a thread that runs, is gone, or waits in no call. */
export const readCall = (text: string): WaitingCall | undefined => {
  const [number = "", ...values] = text.trim().split(" ")
  if (!/^\d+$/.test(number)) return undefined
  return {
    name: numbers[Number(number)] ?? `system call ${number}`,
    // Behind the six arguments stand two registers.
    arguments: values.slice(0, 6).map(Number)
  }
}

/** Empty where it can't be read. */
const procFile = (path: string): string => {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return ""
  }
}

export const callOf = (thread: number): WaitingCall | undefined =>
  readCall(procFile(`/proc/${thread}/syscall`))

/** The function of the kernel in which it sleeps; empty where it does not, or is not told. */
export const placeOf = (thread: number): string => {
  const place = procFile(`/proc/${thread}/wchan`).trim()
  return place === "0" ? "" : place
}
