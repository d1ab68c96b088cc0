/**
 * Which threads wait for events: those that an idle server has in a multiplexing call on its listening socket. In a
 * runtime that hands its poller from thread to thread this is whoever had it when we looked.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import type { Address } from "../network.ts"
import { callOf } from "./calls.ts"
import { processOfThread } from "./tasks.ts"

const samples = 5
const sampleMillis = 40
/** A loop that serves a tick of its own clock is not idle in every sample. */
const samplesLeast = 3

/** Threads that were found so in most samples. */
export const dispatchersAmong = async (
  tasks: ReadonlyArray<number>,
  address: Address
): Promise<ReadonlySet<number>> => {
  const sockets = listeningSockets(address)
  const found = new Map(tasks.map((thread) => [thread, 0]))
  for (let taken = 0; taken < samples; taken += 1) {
    if (taken > 0) await sleep(sampleMillis)
    for (const [thread, times] of found)
      if (waitsForEvents(thread, sockets)) found.set(thread, times + 1)
  }
  return new Set(tasks.filter((thread) => (found.get(thread) ?? 0) >= samplesLeast))
}

const waitsForEvents = (thread: number, sockets: ReadonlySet<number>): boolean => {
  const call = callOf(thread)
  const [first = 0, second = 0] = call?.arguments ?? []
  switch (call?.name ?? "") {
    case "epoll_wait":
    case "epoll_pwait":
    case "epoll_pwait2":
      return watched(thread, first).some((socket) => sockets.has(socket))
    case "poll":
    case "ppoll":
      return second > 0 && holdsOneOf(thread, sockets)
    case "select":
    case "pselect6":
      return first > 0 && holdsOneOf(thread, sockets)
    case "accept":
    case "accept4":
      return holdsOneOf(thread, sockets)
    default:
      return false
  }
}

/** What an epoll instance watches, as inode numbers (proc_pid_fdinfo(5): `tfd: … ino:HEX`). */
const watched = (thread: number, descriptor: number): ReadonlyArray<number> => {
  try {
    const text = readFileSync(`/proc/${thread}/fdinfo/${descriptor}`, "latin1")
    return [...text.matchAll(/\bino:([0-9a-f]+)/g)].map(([, inode = ""]) => parseInt(inode, 16))
  } catch {
    return []
  }
}

const holdsOneOf = (thread: number, sockets: ReadonlySet<number>): boolean => {
  const folder = `/proc/${processOfThread(thread) ?? thread}/fd`
  try {
    return readdirSync(folder).some((descriptor) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${descriptor}`))?.[1]
      return inode !== undefined && sockets.has(Number(inode))
    })
  } catch {
    return false
  }
}

/** The state LISTEN of include/net/tcp_states.h. */
const listening = "0A"

/** Inode numbers of the sockets that listen there. */
export const listeningSockets = (address: Address): ReadonlySet<number> => {
  if ("socketPath" in address)
    return new Set(
      rowsOf("/proc/net/unix")
        .filter((row) => row.at(-1) === address.socketPath)
        .map((row) => Number(row[6]))
    )
  const port = address.port.toString(16).toUpperCase().padStart(4, "0")
  return new Set(
    [...rowsOf("/proc/net/tcp"), ...rowsOf("/proc/net/tcp6")]
      .filter((row) => row[1]?.endsWith(`:${port}`) === true && row[3] === listening)
      .map((row) => Number(row[9]))
  )
}

const rowsOf = (file: string): ReadonlyArray<ReadonlyArray<string>> => {
  try {
    return readFileSync(file, "latin1")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
  } catch {
    return []
  }
}
