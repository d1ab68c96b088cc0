/** The judges and all that they import, each module as a function body that can be evaluated more than once. */
import { globSync } from "node:fs"
import { isAbsolute, join, resolve } from "node:path"
import { rolldown } from "rolldown"

export interface BundledModule {
  /** Relative to the root, as it is imported by others. */
  readonly name: string
  /** The source file; modules that the bundler adds have none. */
  readonly file: string | undefined
  readonly code: string
  /** Names of the modules that it imports, and packages. */
  readonly imports: ReadonlyArray<string>
}

export interface Bundle {
  readonly modules: ReadonlyMap<string, BundledModule>
  /** Names of the modules that hold tests, in order. */
  readonly testFiles: ReadonlyArray<string>
  /** Modules to evaluate before any test file. */
  readonly setup: ReadonlyArray<string>
}

/** The project's own tests and properties of what is mutated: only those that need no socket, thread or process. */
export const judgePatterns = [
  "tests/state-machine/**/*.test.ts",
  "tests/requirements/**/*.test.ts",
  "tests/runtime/**/*.test.ts",
  "tests/runtime-sim/**/*.test.ts",
  "properties/state-machine/**/*.test.ts",
  "properties/runs/simulated.test.ts",
  "properties/runs/faulty.test.ts"
]

/**
 * Tests of the simulation and of the requirements take all the rest as their material: what they take long to say of
 * it, others say at once. So they judge the folder that they are named after.
 */
export const judges = (testFile: string, source: string): boolean => {
  const [, folder] = /^tests\/((?:runtime-sim|requirements)\/(?:[a-z-]+\/)?)/.exec(testFile) ?? []
  return folder === undefined || source.includes(`src/${folder}`)
}

/** Whoever imports these starts what a mutant can't be active in. */
const processPackages = ["node:child_process", "node:worker_threads", "node:net"]

const setupFile = "properties/setup.ts"

const isPackage = (id: string): boolean => !id.startsWith(".") && !isAbsolute(id)

export const bundleJudges = async (root: string): Promise<Bundle> => {
  const files = globSync(judgePatterns, { cwd: root }).toSorted()
  const build = await rolldown({
    input: [setupFile, ...files].map((file) => join(root, file)),
    external: isPackage,
    platform: "node",
    // What nothing uses has mutants as well, and they must be seen to survive.
    treeshake: false,
    logLevel: "warn"
  })
  const { output } = await build.generate({
    format: "cjs",
    preserveModules: true,
    preserveModulesRoot: root,
    entryFileNames: "[name].js",
    exports: "named"
  })
  await build.close()
  const modules = new Map<string, BundledModule>()
  const names = new Map<string, string>()
  for (const chunk of output) {
    if (chunk.type !== "chunk") continue
    const { facadeModuleId, fileName: name, code, imports } = chunk
    const file = facadeModuleId !== null && isAbsolute(facadeModuleId) ? facadeModuleId : undefined
    if (file !== undefined) names.set(resolve(file), name)
    modules.set(name, { name, file, code, imports })
  }
  const nameOf = (file: string): string => names.get(resolve(root, file))!
  const reaches = (name: string, seen: Set<string>): boolean => {
    if (processPackages.includes(name)) return true
    const imports = modules.get(name)?.imports ?? []
    return !seen.has(name) && imports.some((other) => reaches(other, seen.add(name)))
  }
  const testFiles = files.map(nameOf).filter((name) => !reaches(name, new Set()))
  return { modules, testFiles, setup: [nameOf(setupFile)] }
}

/** What the bundle leaves to be imported. */
export const packagesOf = ({ modules }: Bundle): ReadonlySet<string> =>
  new Set(
    [...modules.values()].flatMap(({ imports }) => imports.filter((name) => !modules.has(name)))
  )
