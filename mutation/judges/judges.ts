/** Every test and property that judges mutants, ready to be run one by one in this thread. */
import { Script } from "node:vm"
import fc from "fast-check"
import { type Bundle, judges } from "./bundle.ts"
import { collect, type Test, vitest } from "./collect.ts"
import { Modules } from "./modules.ts"
import { activate, counted, deactivate, hitLimitReached } from "./mutants.ts"

export interface Judge {
  readonly id: string
  readonly file: string
  readonly index: number
  readonly name: string
}

export interface Heard {
  readonly judge: Judge
  readonly failure: string | undefined
  /** Mutants met by this judge, and by loading its file. */
  readonly met: ReadonlyMap<string, number>
}

export type Verdict =
  | { readonly _tag: "Survived"; readonly heard: number }
  | { readonly _tag: "Killed"; readonly heard: number; readonly by: Judge; readonly why: string }
  | { readonly _tag: "Endless"; readonly heard: number; readonly why: string }

/**
 * Tests that are heard by vitest alone: they take most of the time, and others say the same. That two runs are equal
 * tells no mutant from its source, which is as deterministic. A faulty machine is rejected by its kept run as well as
 * by the search for one.
 */
const silent = [/^trace\/deterministic: /, /: rejects the machine with /]

/** A judge that takes so much longer than it did before mutation will not end. */
const patienceMillis = (millis: number): number => 1500 + 10 * millis

const late = "it does not end"

const slot = "__mutationJudge__"
const call = new Script(`globalThis.${slot}()`)

/** Runs it, and ends it when it takes too long, even in the midst of an endless loop. */
const within = (millis: number, run: () => void): void => {
  Reflect.set(globalThis, slot, run)
  call.runInThisContext({ timeout: Math.ceil(millis) })
}

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause)

const isLate = (cause: unknown): boolean =>
  cause instanceof Error && Reflect.get(cause, "code") === "ERR_SCRIPT_EXECUTION_TIMEOUT"

export class Judges {
  readonly #modules: Modules
  readonly #files: ReadonlyArray<string>
  #counts = true
  readonly #tests = new Map<string, ReadonlyArray<Test>>()
  readonly all: ReadonlyArray<Judge>
  readonly #millis = new Map<string, number>()
  /** By source file and judge: how many mutants of the one the other has killed. */
  readonly #kills = new Map<string, number>()

  constructor(bundle: Bundle, packages: ReadonlyMap<string, unknown>) {
    this.#modules = new Modules(bundle, new Map([...packages, ["vitest", vitest]]))
    this.#files = bundle.testFiles
    for (const name of bundle.setup) this.#modules.shared(name)
    // The first failure says enough: shrinking would cost a hundred times as much.
    fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true })
    this.#collect()
    this.all = this.#files.flatMap((file) =>
      this.#tests
        .get(file)!
        .map(({ name }, index) => ({ id: `${file}#${index} ${name}`, file, index, name }))
        .filter(({ name }) => !silent.some((title) => title.test(name)))
    )
  }

  #collect(): void {
    for (const file of this.#files)
      this.#tests.set(
        file,
        collect(() => this.#modules.shared(file))
      )
  }

  /** To be called before the first mutant: what is met is counted no more. */
  stopCounting(): void {
    if (!this.#counts) return
    this.#counts = false
    this.#modules.stopCounting()
    this.#collect()
  }

  /** Runs each judge on the unchanged sources. */
  hearAll(): ReadonlyArray<Heard> {
    return this.all.map((judge) => {
      let failure: string | undefined
      const met = counted(() => {
        try {
          this.#tests.get(judge.file)![judge.index]!.run()
        } catch (cause) {
          failure = messageOf(cause)
        }
      })
      const all = new Map(this.#modules.metByLoading(judge.file))
      for (const [id, hits] of met) all.set(id, hits + (all.get(id) ?? 0))
      return { judge, failure, met: all }
    })
  }

  /**
   * Hears all judges once more, with all modules evaluated once more, and takes the time. Whoever objects now would
   * reject mutants for what the loading does, or for what earlier mutants left behind.
   */
  hearAgain(): {
    readonly millis: ReadonlyArray<readonly [string, number]>
    readonly unsound: ReadonlyArray<string>
  } {
    this.stopCounting()
    const unsound: Array<string> = []
    const millis = this.all.map((judge) => {
      const started = performance.now()
      try {
        this.#tests.get(judge.file)![judge.index]!.run()
      } catch (cause) {
        unsound.push(`${judge.id}: ${messageOf(cause)}`)
      }
      return [judge.id, performance.now() - started] as const
    })
    return { millis, unsound }
  }

  /** How long each judge takes on the unchanged sources, by its id. */
  learnMillis(millis: Iterable<readonly [string, number]>): void {
    for (const [id, some] of millis) this.#millis.set(id, some)
  }

  /** Asks the judges about one mutant of this source, until one rejects it. */
  judge(mutant: string, source: string, hitsMax: number, ids: ReadonlySet<string>): Verdict {
    const instance = this.#modules.for(mutant)
    const fresh = new Map<string, ReadonlyArray<Test>>()
    const testsOf = (file: string): ReadonlyArray<Test> => {
      if (!this.#modules.metByLoading(file).has(mutant)) return this.#tests.get(file)!
      const known = fresh.get(file)
      if (known !== undefined) return known
      const tests = collect(() => instance(file))
      fresh.set(file, tests)
      return tests
    }
    let heard = 0
    activate(mutant, hitsMax)
    try {
      for (const judge of this.#inOrder(source, ids)) {
        heard += 1
        const why = this.#objection(judge, testsOf)
        if (why === undefined) continue
        const key = `${source} ${judge.id}`
        this.#kills.set(key, (this.#kills.get(key) ?? 0) + 1)
        if (hitLimitReached() || why === late) return { _tag: "Endless", heard, why }
        return { _tag: "Killed", heard, by: judge, why }
      }
      return { _tag: "Survived", heard }
    } finally {
      deactivate()
    }
  }

  #objection(judge: Judge, testsOf: (file: string) => ReadonlyArray<Test>): string | undefined {
    const usual = this.#tests.get(judge.file)!
    try {
      within(patienceMillis(this.#millisOf(judge)), () => {
        const tests = testsOf(judge.file)
        if (tests === usual || tests[judge.index]?.name === judge.name) tests[judge.index]!.run()
        // The mutant has changed which tests there are, so its number says nothing.
        else for (const test of tests) test.run()
      })
      return undefined
    } catch (cause) {
      return isLate(cause) ? late : messageOf(cause)
    }
  }

  /** First those that killed most of this file's mutants for their time. */
  #inOrder(source: string, ids: ReadonlySet<string>): ReadonlyArray<Judge> {
    const worth = (judge: Judge): number =>
      ((this.#kills.get(`${source} ${judge.id}`) ?? 0) + 0.1) / (this.#millisOf(judge) + 0.2)
    return this.all
      .filter(({ id, file }) => ids.has(id) && judges(file, source))
      .map((judge) => [worth(judge), judge] as const)
      .toSorted(([left], [right]) => right - left)
      .map(([, judge]) => judge)
  }

  #millisOf({ id }: Judge): number {
    return this.#millis.get(id) ?? 1
  }
}
