/**
 * What must be undone even if we are told to end in the middle of a run: scopes close in order when
 * they can, and this catches the endings in which they can't (Ctrl-C under a plain script).
 */

const actions = new Set<() => void>()
const deadlySignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const
let isGuarding = false

/** Registers a synchronous action; the function returned takes it back once it is done properly. */
export const asLastResort = (action: () => void): (() => void) => {
  actions.add(action)
  guard()
  return () => actions.delete(action)
}

const guard = (): void => {
  if (isGuarding) return
  isGuarding = true
  process.on("exit", undoAll)
  for (const signal of deadlySignals) process.on(signal, onDeadlySignal)
}

const undoAll = (): void => {
  for (const action of actions)
    try {
      action()
    } catch {
      // The others must have their turn, and nobody is left to be told.
    }
  actions.clear()
}

const onDeadlySignal = (signal: NodeJS.Signals): void => {
  // With another listener, the program ends in its own way and closes its scopes.
  if (process.listenerCount(signal) > 1) return
  undoAll()
  process.off(signal, onDeadlySignal)
  process.kill(process.pid, signal)
}
