/**
 * A process group of our own for each subject: servers fork, and what is stopped must be all of it.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { asLastResort } from "../last-resort.ts"

const signalGroup = (leader: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(-leader, signal)
    return true
  } catch {
    // ESRCH: nobody is left.
    return false
  }
}

const pollMillis = 10

const gone = async (leader: number, withinMillis: number): Promise<boolean> => {
  for (let waitedMillis = 0; waitedMillis < withinMillis; waitedMillis += pollMillis) {
    if (!signalGroup(leader, 0)) return true
    await sleep(pollMillis)
  }
  return !signalGroup(leader, 0)
}

/** From now on the group does not outlive us, however we end (short of SIGKILL). */
export const protectGroup = (leader: number): (() => void) =>
  asLastResort(() => {
    signalGroup(leader, "SIGKILL")
  })

/** SIGTERM, then SIGKILL for whoever did not listen. */
export const stopGroup = async (leader: number, graceMillis: number): Promise<void> => {
  signalGroup(leader, "SIGTERM")
  if (await gone(leader, graceMillis)) return
  signalGroup(leader, "SIGKILL")
  await gone(leader, graceMillis)
}
