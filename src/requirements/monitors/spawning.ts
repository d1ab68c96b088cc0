/** Spawning: what could not be started now is not started again at once. */
import type { HelperId } from "../../state-machine/event.ts"
import type { MonitorFactory } from "../monitor.ts"

/** From its spawn on: `unproven` until it answers once. */
type Stage = "starting" | "unproven" | "proven"

export const spawning: MonitorFactory = {
  rules: ["helpers/spawn-failed"],
  start: ({ gauge }) => {
    const pause = gauge("helpers/spawn-failed")
    const stages = new Map<HelperId, Stage>()
    let failed: HelperId | undefined
    return {
      event: {
        HelperReady: ({ helper }) => {
          if (stages.has(helper)) stages.set(helper, "unproven")
        },
        Notified: ({ helper }) => {
          if (stages.has(helper)) stages.set(helper, "proven")
        },
        HelperLost: ({ helper }) => {
          if (stages.has(helper) && stages.get(helper) !== "proven") failed = helper
          stages.delete(helper)
        },
        TimerFired: ({ timer }) => {
          if (timer._tag === "Spawn") failed = undefined
          if (timer._tag === "Job" && stages.get(timer.helper) === "starting") failed = timer.helper
        }
      },
      command: {
        // Killed, it has had its time; that it is gone then says nothing.
        KillHelper: ({ helper }) => {
          stages.delete(helper)
        },
        SpawnHelper: ({ helper }) => {
          pause.check(
            failed === undefined,
            () => `helper ${helper} is spawned right after helper ${failed} could not be started`
          )
          stages.set(helper, "starting")
        }
      }
    }
  }
}
