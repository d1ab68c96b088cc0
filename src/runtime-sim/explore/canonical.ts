/**
 * A state as bytes: equal for two states exactly when each run that goes on from one goes on from the other, up
 * to the names of clients, helpers and files, and up to counters. Tickets are numbered anew, times are counted
 * from now.
 *
 * Clients whose scripts are alike, and files that differ in their names only, can be exchanged. Of all ways to
 * name them the one with the smallest numbers is taken; sorting the clients by what shows of each leaves few.
 */
import { permutations } from "../small-world.ts"
import type { Workload } from "../workload.ts"
import { type ClientPiece, type Pieces, piecesOf, type Situation } from "./pieces.ts"
import { type Template, Templates } from "./template.ts"
import type { Names } from "./move-name.ts"
import { compare, Writer } from "./writer.ts"

export class Canon {
  /** Holds what `encode` wrote last. */
  bytes = new Uint8Array(1 << 14)
  /** Of the state that was encoded last. */
  pieces: Pieces | undefined
  readonly #templates: Templates
  readonly #writer: Writer
  readonly #exchanges: boolean
  readonly #fileNamings: ReadonlyArray<ReadonlyArray<number>>
  #best: Array<number> = []
  #next: Array<number> = []
  /** How the state that was encoded last names its clients, helpers and files. */
  names: Names = { clients: [], helpers: new Map(), files: [] }

  /** `exchanges`: take states that differ in the names of clients and files only for one. */
  constructor(workload: Workload, exchanges: boolean) {
    this.#templates = new Templates(workload.files.map(({ path }) => path))
    this.#writer = new Writer(this.#templates, {
      roomy: isRoomy(workload),
      secondsMax: Math.max(workload.settings.limits.freshSeconds, strongDateSeconds) + 2
    })
    this.#exchanges = exchanges
    this.#fileNamings = exchanges ? fileNamingsOf(workload) : [identity(workload.files)]
  }

  /** Writes a state into `bytes`; returns how many. `before`: the pieces of the state that it came from. */
  encode(situation: Situation, before?: Pieces): number {
    const pieces = piecesOf(this.#templates, situation, before)
    this.pieces = pieces
    let first = true
    for (const files of this.#fileNamings)
      for (const clients of this.#clientNamings(pieces, files)) {
        const helpers = this.#writer.write(pieces, { clients, files }, this.#next)
        if (!first && compare(this.#next, this.#best) >= 0) continue
        ;[this.#best, this.#next] = [this.#next, this.#best]
        this.names = { clients, helpers, files }
        first = false
      }
    return this.#pack(this.#best)
  }

  #clientNamings(pieces: Pieces, files: ReadonlyArray<number>): Iterable<ReadonlyArray<number>> {
    const { clients } = pieces
    if (!this.#exchanges) return [clients.map((_, place) => place)]
    const keys = clients.map((client) => keyOf(client, pieces, files))
    const order = clients.map((_, place) => place)
    order.sort((left, right) => compare(keys[left]!, keys[right]!))
    return tiesExchanged(order, (left, right) => compare(keys[left]!, keys[right]!) === 0)
  }

  /** Seven bits a byte, the last one marked: most numbers are small. */
  #pack(numbers: ReadonlyArray<number>): number {
    const wanted = numbers.length * 5
    if (this.bytes.length < wanted) this.bytes = new Uint8Array(wanted * 2)
    const { bytes } = this
    let length = 0
    for (const number of numbers) {
      let left = number < 0 ? 0xffff_fff0 + number : number
      while (left > 127) {
        bytes[length++] = left & 127
        left = Math.floor(left / 128)
      }
      bytes[length++] = left | 128
    }
    return length
  }
}

/** Beyond this a date is a strong validator (src/state-machine/conditions.ts). */
const strongDateSeconds = 60

/** All that can be cached fits, so no entry ever drives another out. */
const isRoomy = ({ files, faults, settings: { limits } }: Workload): boolean => {
  const versions = faults.fileChange + 1
  let contentBytes = 0
  for (const { sizeBytes } of files) {
    const chunks = Math.ceil(sizeBytes / limits.chunkBytes) + 1
    contentBytes += versions * (2 * sizeBytes + 1 + versions + chunks * 2048)
  }
  return (
    files.length + 1 <= limits.namesMax &&
    files.length * versions * 2 <= limits.headsMax &&
    contentBytes <= limits.contentBytesMax
  )
}

const identity = (items: ReadonlyArray<unknown>): ReadonlyArray<number> =>
  items.map((_, place) => place)

/**
 * The ways to exchange files that leave the workload what it is: they differ in nothing but names of the same
 * length, and as many clients ask for the one as for the other.
 */
const fileNamingsOf = ({ files, clients }: Workload): ReadonlyArray<ReadonlyArray<number>> => {
  const kinds = files.map((file) => JSON.stringify({ ...file, path: "x".repeat(file.path.length) }))
  const paths = files.map(({ path }) => path)
  const asked = (naming: ReadonlyArray<number>): string =>
    clients
      .map((script) => JSON.stringify({ ...script, id: 0 }))
      .map((script) => withPaths(script, paths, naming))
      .toSorted()
      .join()
  const before = asked(identity(files))
  return permutations(files.length).filter(
    (naming) => naming.every((to, from) => kinds[to] === kinds[from]) && asked(naming) === before
  )
}

const withPaths = (
  text: string,
  paths: ReadonlyArray<string>,
  naming: ReadonlyArray<number>
): string =>
  text.replace(/\/\w+/g, (path) => {
    const file = paths.indexOf(path)
    return file === -1 ? path : paths[naming[file]!]!
  })

/** What shows of a client without naming another. */
const keyOf = (
  { id, client, wire, connection, timerMillis, backlogPlace }: ClientPiece,
  { queue, helpers }: Pieces,
  files: ReadonlyArray<number>
): ReadonlyArray<number> => {
  const key = [client.shape, wire?.shape ?? 0, connection?.shape ?? 0, timerMillis, backlogPlace]
  for (let at = 0; at < queue.length; at++) if (queue[at]!.connection === id) key.push(at)
  for (let at = 0; at < helpers.length; at++) {
    const { work, known, real, timerMillis: jobMillis } = helpers[at]!
    if (work?.connection === id) key.push(known?.shape ?? 0, real?.shape ?? 0, jobMillis)
  }
  pushFiles(key, client, files)
  pushFiles(key, connection, files)
  return key
}

const pushFiles = (
  into: Array<number>,
  template: Template | undefined,
  files: ReadonlyArray<number>
): void => {
  if (template === undefined) return
  for (let at = 0; at < template.files.length; at++)
    into.push(files[template.files[at]!] ?? template.files[at]!)
}

/** Each naming that gives the places of an order to its members, those that tie in every way. */
const tiesExchanged = (
  order: ReadonlyArray<number>,
  tie: (left: number, right: number) => boolean
): ReadonlyArray<ReadonlyArray<number>> => {
  let ties = false
  for (let at = 1; at < order.length; at++) ties ||= tie(order[at - 1]!, order[at]!)
  if (!ties) return [placesOf(order)]
  let namings: ReadonlyArray<ReadonlyArray<number>> = [[]]
  for (let from = 0; from < order.length;) {
    let to = from + 1
    while (to < order.length && tie(order[from]!, order[to]!)) to++
    const group = order.slice(from, to)
    const ways = permutations(group.length)
    namings = namings.flatMap((before) =>
      ways.map((way) => [...before, ...way.map((place) => group[place]!)])
    )
    from = to
  }
  return namings.map(placesOf)
}

/** From who is at each place to where each is. */
const placesOf = (order: ReadonlyArray<number>): ReadonlyArray<number> =>
  order.map((_, client) => order.indexOf(client))
