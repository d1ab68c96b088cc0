/** The dispatcher: that it never waits inside a handler, and how much a handler does. */
import type { MonitorFactory } from "../monitor.ts"

export const blocking: MonitorFactory = {
  rules: ["dispatcher/never-blocks", "dispatcher/idle-only-when-nothing-ready"],
  start: ({ gauge, blockedMillisMax }) => {
    const neverBlocks = gauge("dispatcher/never-blocks")
    const idle = gauge("dispatcher/idle-only-when-nothing-ready")
    return {
      step: () => neverBlocks.check(true, () => ""),
      world: {
        Blocked: ({ operation, millis }) =>
          neverBlocks.check(
            millis <= blockedMillisMax,
            () =>
              `a handler waited ${millis} ms in ${operation}; ${blockedMillisMax} ms are allowed`
          ),
        Slept: ({ ready }) =>
          idle.check(ready === 0, () => `the dispatcher slept although ${ready} sources were ready`)
      }
    }
  }
}

export const work: MonitorFactory = {
  rules: ["dispatcher/bounded-work"],
  start: ({ gauge, settings }) => {
    const bounded = gauge("dispatcher/bounded-work")
    const commandsMax = 16 + 2 * settings.limits.helpersMax
    let chunksCame = 0
    let forgotten = 0
    return {
      event: {
        Notified: ({ outcome }) => {
          if (outcome._tag === "Loaded") chunksCame += 1
        }
      },
      stepEnd: ({ event, commands }) => {
        const forgets = commands.reduce((sum, { _tag }) => (_tag === "Forget" ? sum + 1 : sum), 0)
        forgotten += forgets
        bounded.check(
          forgotten <= chunksCame,
          () => `${forgotten} chunks were forgotten and only ${chunksCame} came`
        )
        const timer = event._tag === "TimerFired" ? event.timer._tag : undefined
        if (event._tag === "DrainRequested" || timer === "Drain") return
        const count = commands.length - forgets
        bounded.check(
          count <= commandsMax,
          () => `${event._tag} led to ${count} commands; ${commandsMax} are allowed`
        )
      }
    }
  }
}

export const lifetime: MonitorFactory = {
  rules: ["dispatcher/start", "dispatcher/drain", "dispatcher/drained"],
  start: ({ gauge, conversations }) => {
    const start = gauge("dispatcher/start")
    const drain = gauge("dispatcher/drain")
    const drained = gauge("dispatcher/drained")
    let steps = 0
    let draining = false
    let stopped = false
    return {
      step: ({ event }) => {
        steps += 1
        start.check(
          (event._tag === "Started") === (steps === 1),
          () => `step ${steps} of the run is for ${event._tag}`
        )
      },
      event: {
        DrainRequested: (_event, { commands }) => {
          if (draining) return
          draining = true
          drain.check(
            commands.some(({ _tag }) => _tag === "StopAccept"),
            () => "the drain leaves the listening socket open"
          )
        }
      },
      command: {
        ResumeAccept: () => {
          if (draining) drain.check(false, () => "a draining server accepts again")
        },
        Stop: () => {
          stopped = true
          const open = conversations.open.size
          drained.check(draining && open === 0, () =>
            draining
              ? `the run is stopped and ${open} connections are open`
              : "the run is stopped and nobody asked for it"
          )
        }
      },
      stepEnd: ({ event }) => {
        if (draining && conversations.open.size === 0)
          drained.check(stopped, () => `the last connection went with ${event._tag}, without Stop`)
      }
    }
  }
}
