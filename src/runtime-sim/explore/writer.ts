/** Writes a state as numbers, with clients and files under given names and tickets in the order of their mention. */
import type { Work } from "../../state-machine/pool.ts"
import type { ClientPiece, HelperPiece, Pieces } from "./pieces.ts"
import { type CacheEntry, nameKinds, names, type Template, type Templates } from "./template.ts"

export interface Naming {
  /** New place of each client, by its place in the pieces. */
  readonly clients: ReadonlyArray<number>
  /** New number of each file; empty where files keep their names. */
  readonly files: ReadonlyArray<number>
}

export interface Bounds {
  /** All that can be cached fits, so its order decides nothing. */
  readonly roomy: boolean
  /** Moments longer ago than this are all alike. */
  readonly secondsMax: number
}

export class Writer {
  readonly #templates: Templates
  readonly #bounds: Bounds
  #into: Array<number> = []
  #files: ReadonlyArray<number> = []
  #nowSeconds = 0
  /** By client id. */
  readonly #clients = new Map<number, number>()
  /** By helper id. A new one for each state that is written, since namings are kept. */
  #helpers = new Map<number, number>()
  /** In the order of their first mention. */
  readonly #tickets: Array<number> = []
  /** The jobs that are waiting or running, in the order in which they were written. */
  readonly #works: Array<Work> = []

  constructor(templates: Templates, bounds: Bounds) {
    this.#templates = templates
    this.#bounds = bounds
  }

  /** Returns the place of each helper, by its id. */
  write(pieces: Pieces, naming: Naming, into: Array<number>): ReadonlyMap<number, number> {
    into.length = 0
    this.#into = into
    this.#files = naming.files
    this.#nowSeconds = pieces.nowSeconds
    this.#helpers = new Map()
    this.#tickets.length = 0
    this.#works.length = 0
    const { clients, rest, queue } = pieces
    for (let place = 0; place < clients.length; place++)
      this.#clients.set(clients[place]!.id, naming.clients[place]!)
    const helpers = this.#inOrder(pieces.helpers)
    for (let place = 0; place < helpers.length; place++)
      this.#helpers.set(helpers[place]!.id, place)
    for (let at = 0; at < rest.length; at++) into.push(rest[at]!)
    for (let place = 0; place < clients.length; place++)
      this.#client(clients[naming.clients.indexOf(place)]!)
    into.push(queue.length)
    for (let at = 0; at < queue.length; at++) this.#work(queue[at]!)
    into.push(helpers.length)
    for (let at = 0; at < helpers.length; at++) this.#helper(helpers[at]!)
    this.#ages()
    this.#cached(pieces)
    this.#sorted(pieces.files)
    this.#sorted(pieces.chunks)
    return this.#helpers
  }

  #client({ client, wire, connection, timerMillis, backlogPlace }: ClientPiece): void {
    this.#template(client)
    this.#template(wire)
    this.#template(connection)
    this.#into.push(timerMillis + 1, backlogPlace + 1)
  }

  /** Helpers that are not free have no order: they are sorted by what they do, and for whom. */
  #inOrder(helpers: ReadonlyArray<HelperPiece>): ReadonlyArray<HelperPiece> {
    let free = 0
    while (free < helpers.length && helpers[free]!.free) free++
    if (helpers.length - free < 2) return helpers
    const keyed = helpers.slice(free).map((helper) => ({ helper, key: this.#helperKey(helper) }))
    keyed.sort((first, second) => compare(first.key, second.key))
    return [...helpers.slice(0, free), ...keyed.map(({ helper }) => helper)]
  }

  #helperKey({ known, real, timerMillis, work }: HelperPiece): ReadonlyArray<number> {
    const file = work === undefined ? undefined : this.#templates.of(work.job.path).files[0]
    return [
      known?.shape ?? 0,
      real?.shape ?? 0,
      timerMillis,
      work?.connection === undefined ? -1 : this.#clients.get(work.connection)!,
      file === undefined ? -1 : this.#fileOf(file),
      // Of two that nobody waits for and that look at one file, which came first still matters to the cache.
      work?.connection === undefined ? (work?.ticket ?? 0) : 0
    ]
  }

  #helper({ known, real, timerMillis, work }: HelperPiece): void {
    if (work !== undefined) this.#works.push(work)
    this.#template(known)
    this.#template(real)
    this.#into.push(timerMillis + 1)
  }

  #work(work: Work): void {
    this.#works.push(work)
    this.#template(this.#templates.ofKept(work, "other"))
  }

  /** Of jobs that look at one file, how many began before each: the cache believes the last one. */
  #ages(): void {
    const works = this.#works
    for (let at = 0; at < works.length; at++) {
      const { job, ticket } = works[at]!
      if (job._tag !== "Locate") continue
      let older = 0
      for (let other = 0; other < works.length; other++) {
        const work = works[other]!
        if (work.job._tag === "Locate" && work.job.path === job.path && work.ticket < ticket)
          older++
      }
      this.#into.push(older)
    }
  }

  #cached({ names: seen, heads, contents }: Pieces): void {
    this.#cache(this.#templates.ofCache(seen, "name"))
    this.#cache(this.#templates.ofCache(heads, "other"))
    this.#cache(this.#templates.ofCache(contents, "other"))
  }

  #cache(entries: ReadonlyArray<CacheEntry>): void {
    this.#into.push(entries.length)
    const ordered =
      this.#bounds.roomy && entries.length > 1
        ? entries.toSorted((first, second) => this.#compare(first.key, second.key))
        : entries
    for (let at = 0; at < ordered.length; at++) {
      const { key, value } = ordered[at]!
      this.#template(key)
      this.#template(value, key.files[0])
    }
  }

  #sorted(templates: ReadonlyArray<Template>): void {
    this.#into.push(templates.length)
    const ordered =
      templates.length > 1
        ? templates.toSorted((first, second) => this.#compare(first, second))
        : templates
    for (let at = 0; at < ordered.length; at++) this.#template(ordered[at])
  }

  /** By shape, then by files, then by the tickets that were mentioned before. */
  #compare(first: Template, second: Template): number {
    if (first.shape !== second.shape) return first.shape - second.shape
    for (let at = 0; at < first.names.length; at++) {
      const difference = this.#rank(first.names[at]!) - this.#rank(second.names[at]!)
      if (difference !== 0) return difference
    }
    return 0
  }

  #rank(name: number): number {
    const value = Math.floor(name / nameKinds)
    if (name % nameKinds === names.file) return this.#fileOf(value)
    if (name % nameKinds !== names.ticket) return 0
    const known = this.#tickets.indexOf(value)
    return known === -1 ? this.#tickets.length : known
  }

  /** `key` is the name of the file that a cache keeps this under. */
  #template(template: Template | undefined, key?: number): void {
    if (template === undefined) {
      this.#into.push(0)
      return
    }
    this.#into.push(template.shape)
    const { names: found } = template
    for (let at = 0; at < found.length; at++) this.#into.push(this.#named(found[at]!, key))
  }

  #named(name: number, key: number | undefined): number {
    const value = Math.floor(name / nameKinds)
    switch (name % nameKinds) {
      case names.client:
        return this.#clients.get(value) ?? unknown
      case names.helper:
        return this.#helpers.get(value) ?? unknown
      case names.ticket:
        return this.#ticketOf(value)
      case names.file:
        return this.#fileOf(value)
      case names.barrier:
        return this.#olderThan(value, key)
      default: {
        const ago = this.#nowSeconds - value
        return Math.min(Math.max(ago, -1), this.#bounds.secondsMax) + 1
      }
    }
  }

  #fileOf(file: number): number {
    return this.#files[file] ?? file
  }

  #ticketOf(ticket: number): number {
    const known = this.#tickets.indexOf(ticket)
    return known === -1 ? this.#tickets.push(ticket) - 1 : known
  }

  /** Which of the jobs that look at this file began before: all that a barrier is ever compared with. */
  #olderThan(ticket: number, key: number | undefined): number {
    let older = 0
    for (const work of this.#works) {
      if (work.job._tag !== "Locate" || this.#templates.of(work.job.path).files[0] !== key) continue
      older = older * 2 + (work.ticket < ticket ? 1 : 0)
    }
    return older
  }
}

/** Stands for what is named and not there any more: a helper that is gone, say. */
const unknown = 255

export const compare = (first: ReadonlyArray<number>, second: ReadonlyArray<number>): number => {
  const length = Math.min(first.length, second.length)
  for (let at = 0; at < length; at++) {
    const difference = first[at]! - second[at]!
    if (difference !== 0) return difference
  }
  return first.length - second.length
}
