/**
 * What makes two pieces of a state the same: their template. A template is the number of a shape, equal shapes
 * having equal numbers, and the names that stand in it: clients, helpers, tickets, files. Names are kept apart
 * because they can be exchanged; everything else belongs to the shape.
 *
 * Pieces are immutable and shared from state to state, so each is looked at once. No list says which fields are
 * part of a state: all are, so a field that is new can't be forgotten, which would make two states one.
 */
import { entriesOf, type Lru } from "../../state-machine/lru.ts"

/** What a number, or a part of a string, names. */
export const names = {
  client: 0,
  helper: 1,
  ticket: 2,
  file: 3,
  /** A moment, in seconds of the wall clock. */
  second: 4,
  /** A ticket that is only compared with those of jobs that look at the same file. */
  barrier: 5,
  /** A moment whose distance from now matters, and itself as well. */
  age: 6
} as const

/** A name with its kind: `value * nameKinds + kind`. */
export const nameKinds = 8

export interface Template {
  readonly shape: number
  readonly names: ReadonlyArray<number>
  /** The files among them. */
  readonly files: ReadonlyArray<number>
}

export interface CacheEntry {
  readonly key: Template
  readonly value: Template
}

/** What `id` and `ticket` mean depends on whose they are. */
export type Role = "client" | "helper" | "name" | "other"

const fieldKinds: Readonly<Record<string, number>> = {
  connection: names.client,
  helper: names.helper,
  ticket: names.ticket,
  claim: names.ticket,
  chunk: names.ticket,
  seenSeconds: names.second,
  askedSeconds: names.second,
  modifiedSeconds: names.age
}

const none: ReadonlyArray<number> = []

/** What hangs below these stays as it is from state to state. Only speed depends on it. */
const keptFields = new Set(["script", "exchange", "request", "work", "job", "facts", "working"])

const kindOf = (field: string, role: Role): number | undefined => {
  if (field === "id" && role === "client") return names.client
  if (field === "id" && role === "helper") return names.helper
  if (field === "ticket" && role === "name") return names.barrier
  return fieldKinds[field]
}

export class Templates {
  readonly #shapes = new Map<string, number>()
  readonly #kept = new WeakMap<object, Template>()
  readonly #caches = new WeakMap<object, ReadonlyArray<CacheEntry>>()
  readonly #lists = new WeakMap<object, ReadonlyArray<Template>>()
  readonly #texts = new Map<string, Template>()
  readonly #paths: RegExp | undefined
  readonly #fileOf: ReadonlyMap<string, number>

  /** `paths`: names of files that can be exchanged, wherever they stand in a text. */
  constructor(paths: ReadonlyArray<string>) {
    this.#fileOf = new Map(paths.map((path, file) => [path, file]))
    const alternatives = paths.map((path) => path.replace(/[^\w/]/g, String.raw`\$&`))
    this.#paths = paths.length < 2 ? undefined : new RegExp(`(${alternatives.join("|")})(?!\\w)`)
  }

  /** Keys and values of a cache, least recently used first. */
  ofCache(lru: Lru<unknown>, role: "name" | "other"): ReadonlyArray<CacheEntry> {
    const known = this.#caches.get(lru)
    if (known !== undefined) return known
    const made = entriesOf(lru).map(([key, value]) => ({
      key: this.of(key),
      value: typeof value === "object" && value !== null ? this.ofKept(value, role) : this.of(value)
    }))
    this.#caches.set(lru, made)
    return made
  }

  /** Of each item of a list that seldom changes. */
  ofEach(items: ReadonlyArray<object>): ReadonlyArray<Template> {
    const known = this.#lists.get(items)
    if (known !== undefined) return known
    const made = items.map((item) => this.ofKept(item, "other"))
    this.#lists.set(items, made)
    return made
  }

  of(value: unknown, role: Role = "other"): Template {
    if (typeof value === "string") return this.#ofText(value)
    const found: Array<number> = []
    return this.#made(this.#shown(value, found, role), found)
  }

  /** The same of what is kept for long and met often: it is looked at once. */
  ofKept(value: object, role: Role): Template {
    const known = this.#kept.get(value)
    if (known !== undefined) return known
    const made = this.of(value, role)
    this.#kept.set(value, made)
    return made
  }

  #ofText(text: string): Template {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    const pieces = this.#paths === undefined ? [text] : text.split(this.#paths)
    const found: Array<number> = []
    // Every second piece is the name of a file.
    const shape = pieces.map((piece, index) => {
      if (index % 2 === 0) return piece
      found.push((this.#fileOf.get(piece) ?? 0) * nameKinds + names.file)
      return "\0"
    })
    const made = this.#made(JSON.stringify(shape.join("")), found)
    this.#texts.set(text, made)
    return made
  }

  /** A value as text, without its names, which are put into `found`. */
  #shown(value: unknown, found: Array<number>, role: Role): string {
    if (typeof value === "string") return this.#placed(this.#ofText(value), found)
    if (typeof value !== "object" || value === null) return `=${String(value)}`
    if (value instanceof Uint8Array)
      return `<${this.#placed(this.#ofText(String.fromCharCode(...value)), found)}>`
    if (Array.isArray(value)) {
      let items = "["
      for (const item of value) items += `${this.#shown(item, found, "other")},`
      return `${items}]`
    }
    refuseUnknown(value)
    let shape = "{"
    for (const field in value) {
      const item = (value as Readonly<Record<string, unknown>>)[field]
      if (typeof item === "number") {
        const kind = kindOf(field, role)
        shape += kind === undefined || kind === names.age ? `${field}=${item},` : `${field}#,`
        if (kind !== undefined) found.push(item * nameKinds + kind)
      } else shape += `${field}${this.#part(field, item, found)},`
    }
    return `${shape}}`
  }

  #part(field: string, item: unknown, found: Array<number>): string {
    const role = field === "script" ? "client" : "other"
    if (typeof item === "object" && item !== null && keptFields.has(field))
      return this.#placed(this.ofKept(item, role), found)
    return this.#shown(item, found, role)
  }

  /** The number of a shape; its names go to those of the whole. */
  #placed({ shape, names: inside }: Template, found: Array<number>): string {
    for (let at = 0; at < inside.length; at++) found.push(inside[at]!)
    return `:${shape}`
  }

  #made(text: string, found: ReadonlyArray<number>): Template {
    let shape = this.#shapes.get(text)
    if (shape === undefined) {
      shape = this.#shapes.size + 1
      this.#shapes.set(text, shape)
    }
    let files = none
    for (let at = 0; at < found.length; at++) {
      const name = found[at]!
      if (name % nameKinds === names.file) files = [...files, (name - names.file) / nameKinds]
    }
    return { shape, names: found, files }
  }
}

/** A map or a set has no fields that could be seen here: it would look empty. */
const refuseUnknown = (value: object): void => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw new Error(`exploration does not know how to compare a ${value.constructor.name}`)
}
