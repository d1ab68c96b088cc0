/**
 * A process group of our own for each subject: servers fork, and what is stopped must be all of it.
 */
import { setTimeout as sleep } from "node:timers/promises"

const signalGroup = (leader: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(-leader, signal)
    return true
  } catch {
    // ESRCH: nobody is left.
    return false
  }
}

const gone = async (leader: number, within_ms: number): Promise<boolean> => {
  for (let waited_ms = 0; waited_ms < within_ms; waited_ms += poll_ms) {
    if (!signalGroup(leader, 0)) return true
    await sleep(poll_ms)
  }
  return !signalGroup(leader, 0)
}

const poll_ms = 10

/** SIGTERM, then SIGKILL for whoever did not listen. */
export const stopGroup = async (leader: number, grace_ms: number): Promise<void> => {
  signalGroup(leader, "SIGTERM")
  if (!(await gone(leader, grace_ms))) {
    signalGroup(leader, "SIGKILL")
    await gone(leader, grace_ms)
  }
  protectedGroups.delete(leader)
}

const protectedGroups = new Set<number>()

const killAll = (): void => {
  for (const leader of protectedGroups) signalGroup(leader, "SIGKILL")
  protectedGroups.clear()
}

const deadlySignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const

const onDeadlySignal = (signal: NodeJS.Signals): void => {
  // With another listener, the program ends in its own way and its scopes stop the subject.
  if (process.listenerCount(signal) > 1) return
  killAll()
  process.off(signal, onDeadlySignal)
  process.kill(process.pid, signal)
}

let isGuarding = false

/** From now on the group does not outlive us, however we end (short of SIGKILL). */
export const protectGroup = (leader: number): void => {
  protectedGroups.add(leader)
  if (isGuarding) return
  isGuarding = true
  process.on("exit", killAll)
  for (const signal of deadlySignals) process.on(signal, onDeadlySignal)
}
