/** Names a choice as the state it is taken in is named, so that equal states have equal moves. */
import type { Choice } from "../choice.ts"
import type { World } from "../world.ts"

/** New names, by old ones. Files are numbered as the world lists them. */
export interface Names {
  readonly clients: ReadonlyArray<number>
  readonly helpers: ReadonlyMap<number, number>
  readonly files: ReadonlyArray<number>
}

/** The same choice of the same world under its new names: only good to be labelled. */
export const renamed = (choice: Choice, world: World, names: Names): Choice => {
  const client = (id: number): number =>
    names.clients[world.clients.findIndex((each) => each.id === id)] ?? id
  const helper = (id: number): number => names.helpers.get(id) ?? id
  if ("client" in choice) return { ...choice, client: client(choice.client) }
  if ("connection" in choice) return { ...choice, connection: client(choice.connection) }
  if ("helper" in choice) return { ...choice, helper: helper(choice.helper) }
  if (choice._tag === "TimerFires") {
    const timer = world.timers.find(({ key }) => key === choice.key)?.name
    if (timer?._tag === "Connection")
      return { ...choice, key: `connection ${client(timer.connection)}` }
    if (timer?._tag === "Job") return { ...choice, key: `job of helper ${helper(timer.helper)}` }
    return choice
  }
  if (choice._tag !== "FileChanges") return choice
  const file = world.files.findIndex(({ path }) => path === choice.path)
  return { ...choice, path: world.files[names.files[file] ?? file]?.path ?? choice.path }
}
