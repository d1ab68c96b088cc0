/**
 * Everything that can happen next. The whole nondeterminism of a run is which of the enabled choices is
 * taken: random, exhaustive, replayed and shrunk runs differ in who chooses, and in nothing else.
 */
import { clientChoices, clientKinds, type ClientChoice } from "./clients.ts"
import { clockChoices, clockKinds, type ClockChoice } from "./clock.ts"
import { diskChoices, diskKinds, type DiskChoice } from "./disk.ts"
import { endingChoices, endingKinds, type EndingChoice } from "./ending.ts"
import type { Applied, ChoiceClass, Kind, Kinds } from "./kind.ts"
import { poolChoices, poolKinds, type PoolChoice } from "./pool.ts"
import { socketChoices, socketKinds, type SocketChoice } from "./sockets.ts"
import type { World } from "./world.ts"

export type Choice =
  | SocketChoice
  | PoolChoice
  | ClientChoice
  | ClockChoice
  | DiskChoice
  | EndingChoice

const kinds: Kinds<Choice> = {
  ...socketKinds,
  ...poolKinds,
  ...clientKinds,
  ...clockKinds,
  ...diskKinds,
  ...endingKinds
}

// The table pairs each tag with the kind of just this tag's choices, which its type can't say by index.
const kindOf = (choice: Choice): Kind<Choice> => kinds[choice._tag] as unknown as Kind<Choice>

const none: ReadonlyArray<Choice> = []

/** What can happen now, in a fixed order. Nothing once the machine said `Stop`. */
export const enabled = (world: World): ReadonlyArray<Choice> => {
  if (world.stopped) return none
  const choices: Array<Choice> = []
  socketChoices(world, choices)
  poolChoices(world, choices)
  clientChoices(world, choices)
  clockChoices(world, choices)
  diskChoices(world, choices)
  endingChoices(world, choices)
  return choices
}

/** The world after a choice that is enabled in it. Pure. */
export const apply = (world: World, choice: Choice): Applied => kindOf(choice).apply(world, choice)

/**
 * Names the choice among all that are enabled with it, in words. Schedules hold labels, not positions:
 * labels survive changes of the code that positions don't.
 */
export const labelOf = (choice: Choice): string => kindOf(choice).label(choice)

/** Who has the choice: a client, a connection, a helper, the disk, a timer … Fairness is owed to each. */
export const sourceOf = (choice: Choice): string => kindOf(choice).source(choice)

export const classOf = (choice: Choice): ChoiceClass => kindOf(choice).class
