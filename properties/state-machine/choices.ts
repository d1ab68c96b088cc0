/** What the world can do next. */
import type { Step } from "../../src/state-machine/server.ts"
import type { Peer } from "../../tests/state-machine/peer.ts"
import type { World } from "./world.ts"

export type Choice = () => Step

const ofPeer = (world: World, peer: Peer, unkind: boolean): ReadonlyArray<Choice> => {
  if (peer.closed !== undefined) return []
  const choices: Array<Choice> = []
  if (peer.reading && peer.inbound !== "") {
    choices.push(() => world.deliver(peer, 1000))
    if (unkind)
      choices.push(
        () => world.deliver(peer, 1),
        () => world.deliver(peer, 20)
      )
  }
  if (peer.reading && peer.inbound === "" && peer.ends) choices.push(() => world.end(peer))
  if (peer.unsentBytes > 0) {
    choices.push(() => world.take(peer, peer.unsentBytes))
    if (unkind)
      choices.push(
        () => world.take(peer, 1),
        () => world.take(peer, peer.unsentBytes >> 1)
      )
  }
  return choices
}

const ofHelpers = (world: World): ReadonlyArray<Choice> =>
  [...world.helpers.values()].flatMap((helper): ReadonlyArray<Choice> => {
    if (helper.state === "starting") return [() => world.ready(helper)]
    if (helper.state === "killed") return [() => world.lose(helper)]
    return helper.state === "busy" ? [() => world.finish(helper)] : []
  })

/** What happens when nothing goes wrong: enough of it brings every run to rest. */
export const kindChoices = (world: World, unkind = false): ReadonlyArray<Choice> => [
  ...[...world.peers.values()].flatMap((peer) => ofPeer(world, peer, unkind)),
  ...ofHelpers(world)
]

const timersOf = (world: World, wanted: (name: string) => boolean): ReadonlyArray<Choice> =>
  [...world.timers.keys()].filter(wanted).map((name) => () => world.fire(name))

export const timerChoices = (world: World): ReadonlyArray<Choice> => timersOf(world, () => true)

const outcomes = [
  { _tag: "Failed", reason: "EIO" },
  { _tag: "Missing" },
  { _tag: "Directory" }
] as const

/** Helpers that fail, hang, speak twice or after they were given up. */
const helperFaults = (world: World): ReadonlyArray<Choice> => {
  const choices: Array<Choice> = []
  for (const helper of world.helpers.values()) {
    choices.push(() => world.lose(helper))
    const { job } = helper
    if (job === undefined) continue
    if (helper.state === "killed") choices.push(() => world.finish(helper))
    if (job.job._tag === "Locate") {
      for (const outcome of outcomes) choices.push(() => world.finish(helper, outcome))
    } else {
      choices.push(
        () => world.finish(helper, { _tag: "Changed" }),
        () => world.finish(helper, { _tag: "Failed", reason: "EIO" })
      )
    }
  }
  for (const job of world.answered.slice(-3)) choices.push(() => world.notify(job))
  return choices
}

const peerFaults = (world: World): ReadonlyArray<Choice> => {
  const open = [...world.peers.values()].filter(({ closed }) => closed === undefined)
  const gone = [...world.peers.values()].find(({ closed }) => closed !== undefined)
  const resets = open.slice(-1).map((peer) => () => world.reset(peer))
  // Too late, and about nobody.
  return gone === undefined
    ? resets
    : [...resets, () => world.give({ _tag: "PeerReset", connection: gone.id })]
}

/** Things that go wrong, or that come from outside: in groups, so that no group hides another by its number. */
export const faultChoices = (
  world: World,
  streams: Array<string>
): ReadonlyArray<ReadonlyArray<Choice>> => {
  const connect: Choice = () => world.connect(streams.shift() ?? "")
  const clock =
    (seconds: number): Choice =>
    () => {
      world.nowSeconds += seconds
      return world.give({ _tag: "ClockTicked", unixSeconds: world.nowSeconds })
    }
  const groups = [
    [connect],
    [connect],
    [clock(1), clock(2), clock(-5), () => world.rewrite()],
    [...peerFaults(world), () => world.give({ _tag: "AcceptFailed", reason: "EMFILE" })],
    helperFaults(world),
    timerChoices(world),
    timersOf(world, (name) => name.includes("Connection"))
  ]
  return groups.filter((group) => group.length > 0)
}
