/**
 * Evaluates the bundled modules: once for all mutants where that can make no difference, and afresh for a mutant
 * that is met while a module is evaluated, together with all modules that import that one.
 */
import { pathToFileURL } from "node:url"
import { compileFunction } from "node:vm"
import type { Bundle, BundledModule } from "./bundle.ts"
import { counted, cover, isActive } from "./mutants.ts"

type Exports = Record<string, unknown>
type Require = (name: string) => unknown
type Body = (...parameters: ReadonlyArray<unknown>) => void

/** Instrumented sources define these by function declarations, which may be assigned to. */
const prelude = `"use strict";
if (typeof stryMutAct_9fa48 === "function") { stryMutAct_9fa48 = isActive; stryCov_9fa48 = cover; }
`

const compiled = ({ file, name, code }: BundledModule): Body =>
  compileFunction(
    prelude + code,
    ["exports", "require", "module", "__filename", "isActive", "cover"],
    { filename: file ?? name }
  ) as Body

export class Modules {
  readonly #bundle: Bundle
  readonly #packages: ReadonlyMap<string, unknown>
  readonly #bodies = new Map<string, Body>()
  readonly #shared = new Map<string, Exports>()
  #cover: typeof cover = cover
  /** By module: the mutants met while it, or what it imports, is evaluated, and how often. */
  readonly #metByLoading = new Map<string, ReadonlyMap<string, number>>()

  constructor(bundle: Bundle, packages: ReadonlyMap<string, unknown>) {
    this.#bundle = bundle
    this.#packages = packages
  }

  /** The module as every mutant that isn't met by loading it may share it. */
  shared(name: string): Exports {
    const known = this.#shared.get(name)
    if (known !== undefined) return known
    const own = new Map<string, number>()
    for (const other of this.#importsOf(name)) {
      this.shared(other)
      for (const [id, hits] of this.metByLoading(other)) own.set(id, hits)
    }
    const exports: Exports = {}
    this.#shared.set(name, exports)
    const met = counted(() => this.#evaluate(name, exports, (other) => this.shared(other)))
    for (const [id, hits] of met) own.set(id, hits)
    if (!this.#metByLoading.has(name)) this.#metByLoading.set(name, own)
    return exports
  }

  /** What was loaded so far is loaded once more, and from now on nothing is counted: that took most of the time. */
  stopCounting(): void {
    this.#cover = () => {}
    this.#shared.clear()
  }

  metByLoading(name: string): ReadonlyMap<string, number> {
    const known = this.#metByLoading.get(name)
    if (known !== undefined) return known
    this.shared(name)
    return this.#metByLoading.get(name)!
  }

  /** Modules for one mutant, which has to be active while they are asked for. */
  for(mutant: string): (name: string) => Exports {
    const fresh = new Map<string, Exports>()
    const instance = (name: string): Exports => {
      if (!this.metByLoading(name).has(mutant)) return this.shared(name)
      const known = fresh.get(name)
      if (known !== undefined) return known
      const exports: Exports = {}
      fresh.set(name, exports)
      this.#evaluate(name, exports, instance)
      return exports
    }
    return instance
  }

  #importsOf(name: string): ReadonlyArray<string> {
    const { imports } = this.#bundle.modules.get(name)!
    return imports.filter((other) => this.#bundle.modules.has(other))
  }

  #evaluate(name: string, exports: Exports, instance: (name: string) => Exports): void {
    const bundled = this.#bundle.modules.get(name)!
    const body = this.#bodies.get(name) ?? compiled(bundled)
    this.#bodies.set(name, body)
    const base = pathToFileURL(`/${name}`)
    const require: Require = (wanted) => {
      if (!wanted.startsWith(".")) {
        if (!this.#packages.has(wanted)) throw new Error(`${name} asks for ${wanted}, unannounced`)
        return this.#packages.get(wanted)
      }
      return instance(new URL(wanted, base).pathname.slice(1))
    }
    body(exports, require, { exports }, bundled.file, isActive, this.#cover)
  }
}
