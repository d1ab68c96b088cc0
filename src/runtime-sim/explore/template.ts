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
}

export interface CacheEntry {
  readonly key: Template
  readonly value: Template
}

/** What `id` and `ticket` mean depends on whose they are. */
export type Role = "client" | "helper" | "name" | "other"

const noNames: ReadonlyArray<number> = []

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

const kindOf = (field: string, role: Role): number | undefined => {
  if (field === "id" && role === "client") return names.client
  if (field === "id" && role === "helper") return names.helper
  if (field === "ticket" && role === "name") return names.barrier
  return fieldKinds[field]
}

export class Templates {
  readonly #shapes = new Map<string, number>()
  readonly #objects = new WeakMap<object, Template>()
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
      value: this.of(value, role)
    }))
    this.#caches.set(lru, made)
    return made
  }

  /** Of each item of a list that seldom changes. */
  ofEach(items: ReadonlyArray<object>): ReadonlyArray<Template> {
    const known = this.#lists.get(items)
    if (known !== undefined) return known
    const made = items.map((item) => this.of(item))
    this.#lists.set(items, made)
    return made
  }

  /** How many different shapes there are so far. */
  get shapes(): number {
    return this.#shapes.size
  }

  of(value: unknown, role: Role = "other"): Template {
    if (typeof value === "string") return this.#ofText(value)
    if (typeof value !== "object" || value === null) return this.#made(String(value), noNames)
    const known = this.#objects.get(value)
    if (known !== undefined) return known
    const made = this.#ofObject(value, role)
    this.#objects.set(value, made)
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

  #ofObject(value: object, role: Role): Template {
    const found: Array<number> = []
    if (value instanceof Uint8Array)
      return this.#made(`<${this.#place(String.fromCharCode(...value), found)}>`, found)
    let shape = ""
    if (Array.isArray(value)) {
      for (const item of value) shape += `${this.#place(item, found)},`
      return this.#made(`[${shape}]`, found)
    }
    refuseUnknown(value)
    for (const field in value) {
      const item = (value as Readonly<Record<string, unknown>>)[field]
      if (typeof item === "number") {
        const kind = kindOf(field, role)
        if (kind === undefined || kind === names.age) shape += `${field}:${item},`
        else shape += `${field}#,`
        if (kind !== undefined) found.push(item * nameKinds + kind)
      } else
        shape += `${field}:${this.#place(item, found, field === "script" ? "client" : "other")},`
    }
    return this.#made(`{${shape}}`, found)
  }

  /** The shape of a part; its names go to those of the whole. Plain values stand for themselves. */
  #place(item: unknown, found: Array<number>, role: Role = "other"): string {
    if (typeof item === "number" || typeof item === "boolean" || item === undefined)
      return `=${String(item)}`
    const template = this.of(item, role)
    for (const name of template.names) found.push(name)
    return String(template.shape)
  }

  #made(text: string, found: ReadonlyArray<number>): Template {
    let shape = this.#shapes.get(text)
    if (shape === undefined) {
      shape = this.#shapes.size + 1
      this.#shapes.set(text, shape)
    }
    return { shape, names: found }
  }
}

/** A map or a set has no fields that could be seen here: it would look empty. */
const refuseUnknown = (value: object): void => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw new Error(`exploration does not know how to compare a ${value.constructor.name}`)
}
