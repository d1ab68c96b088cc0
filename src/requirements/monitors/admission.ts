/** New connections: taken within bounds, and guarded from the start. */
import type { ConnectionId } from "../../state-machine/event.ts"
import type { MonitorFactory, StepTaken } from "../monitor.ts"

export const admission: MonitorFactory = {
  rules: ["accept/admit", "accept/full", "accept/exhausted", "accept/draining"],
  start: ({ gauge, settings: { limits }, conversations }) => {
    const admit = gauge("accept/admit")
    const full = gauge("accept/full")
    const exhausted = gauge("accept/exhausted")
    const afterDrain = gauge("accept/draining")
    let draining = false
    let paused = false
    const closes = ({ commands }: StepTaken, connection: ConnectionId): boolean =>
      commands.some((command) => command._tag === "Close" && command.connection === connection)
    const guarded = ({ commands }: StepTaken, connection: ConnectionId): boolean =>
      commands.some(
        (command) =>
          command._tag === "StartTimer" &&
          command.timer._tag === "Connection" &&
          command.timer.connection === connection
      )
    return {
      event: {
        DrainRequested: () => {
          draining = true
        },
        Accepted: ({ connection }, step) => {
          if (draining) {
            afterDrain.check(
              closes(step, connection),
              () => `connection ${connection} came after the drain began and is not closed`
            )
            return
          }
          const open = conversations.open.size
          full.check(
            open < limits.connectionsMax + limits.overloadMax || closes(step, connection),
            () => `connection ${connection} is taken beside ${open} others`
          )
          if (open >= limits.connectionsMax) return
          const reads = step.commands.some(
            (command) => command._tag === "Read" && command.connection === connection
          )
          admit.check(
            reads && guarded(step, connection),
            () => `connection ${connection} is taken without Read or without timer`
          )
        },
        AcceptFailed: (_event, { commands }) => {
          const pauses = commands.some(({ _tag }) => _tag === "PauseAccept")
          exhausted.check(
            draining || paused || pauses,
            () => "accepting failed for want of descriptors and does not pause"
          )
        }
      },
      command: {
        PauseAccept: () => {
          paused = true
        },
        ResumeAccept: () => {
          paused = false
        }
      }
    }
  }
}

const busy = /^HTTP\/1\.1 503 [^]*\r\nRetry-After: /

/** What is over the limit is told so, and accepting goes on when there is room again. */
export const overload: MonitorFactory = {
  rules: ["accept/over-limit", "accept/resume"],
  start: ({ gauge, settings: { limits }, conversations }) => {
    const overLimit = gauge("accept/over-limit")
    const resume = gauge("accept/resume")
    let draining = false
    let paused = false
    const isTold = ({ commands }: StepTaken, connection: ConnectionId): boolean =>
      commands.some((command) => {
        if (!("connection" in command) || command.connection !== connection) return false
        if (command._tag === "Close") return true
        return (
          command._tag === "Send" &&
          command.parts.some((part) => part._tag === "Text" && busy.test(part.text))
        )
      })
    return {
      event: {
        DrainRequested: () => {
          draining = true
        },
        Accepted: ({ connection }, step) => {
          const open = conversations.open.size
          if (!draining && open >= limits.connectionsMax)
            overLimit.check(
              isTold(step, connection),
              () => `connection ${connection} is taken beside ${open} others and not told 503`
            )
        }
      },
      command: {
        PauseAccept: () => {
          paused = true
        },
        ResumeAccept: () => {
          paused = false
        }
      },
      world: {
        Ended: ({ reason }) => {
          if (reason === "quiescent" && !draining)
            resume.check(!paused, () => "the run is over and accepting still pauses")
        }
      }
    }
  }
}
