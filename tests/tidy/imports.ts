import { isRelative, sourcesOf, targetOf, type Import, type Source } from "./source.ts"
import type { Problem, Tree } from "./tree.ts"

const below: Readonly<Record<string, ReadonlyArray<string>>> = {
  "state-machine": [],
  runtime: ["state-machine"],
  requirements: ["runtime", "state-machine"],
  "runtime-node": ["runtime", "state-machine"],
  "runtime-sim": ["runtime", "state-machine"],
  conformance: ["requirements", "runtime", "state-machine"],
  cli: ["conformance", "runtime-node", "runtime-sim", "requirements", "runtime", "state-machine"]
}

/** Modules of Effect that hold values and functions on them: no fiber, clock, randomness or service. */
const effectDataModules = new Set(
  (
    "Array BigInt Boolean Brand Chunk Combiner Data Equal Equivalence Filter Function Hash HashMap HashSet " +
    "Iterable Match Newtype NonEmptyIterable Number Optic Option Order Ordering Pipeable Predicate Record " +
    "Reducer Result Schema SchemaGetter SchemaIssue SchemaTransformation String Struct Trie Tuple Types " +
    "UndefinedOr Unify"
  ).split(" ")
)

const layerOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1]

const packageProblem = (layer: string | undefined, specifier: string): string | undefined => {
  if (specifier === "effect" || specifier === "@effect/platform-node")
    return `imports all of ${specifier}, slow to load; name the module: ${specifier}/Name`
  if (layer !== "state-machine") return undefined
  const [name, module, ...deeper] = specifier.split("/")
  if (name === "effect" && effectDataModules.has(module ?? "") && deeper.length === 0)
    return undefined
  return `the state machine imports "${specifier}"; it may know only data modules of Effect, such as effect/Option`
}

const layerProblem = (layer: string, target: string): string | undefined => {
  if (target === "package.json") return undefined
  if (!target.startsWith("src/"))
    return `imports ${target}; src must not know what lies outside it: move the shared part into src`
  const other = layerOf(target)
  if (other === undefined)
    return `imports ${target}, which is in no folder of src; move it into one`
  if (other === layer) return undefined
  const allowed = below[layer] ?? []
  if (!allowed.includes(other))
    return `${layer} imports ${other}; it may import only: ${allowed.join(", ") || "itself"}`
  if (layer === "requirements" && other === "runtime" && !/^src\/runtime\/trace[./-]/.test(target))
    return `requirements import ${target}; of the runtime they may know only its trace files`
  return undefined
}

const importProblem = (file: string, { specifier }: Import): string | undefined => {
  const layer = layerOf(file)
  if (specifier === undefined)
    return layer === undefined
      ? undefined
      : "imports a computed name, which no check can follow; write the name as a literal"
  if (!isRelative(specifier)) return packageProblem(layer, specifier)
  if (!/\.(ts|json)$/.test(specifier))
    return `imports "${specifier}" without its ending; write the file's full name, with .ts`
  return layer === undefined ? undefined : layerProblem(layer, targetOf(file, specifier))
}

/** Who may import whom: the picture in docs/ARCHITECTURE.md, as a check. */
export const importGraph = (tree: Tree): ReadonlyArray<Problem> =>
  sourcesOf(tree).flatMap(({ file, imports }) => {
    const found = imports.flatMap((each) => {
      const message = importProblem(file, each)
      return message === undefined ? [] : [{ file, line: each.line, message }]
    })
    const layer = layerOf(file)
    const known = !file.startsWith("src/") || (layer !== undefined && layer in below)
    const message = `is in no known folder of src; use one of: ${Object.keys(below).join(", ")}`
    return known ? found : [{ file, line: 1, message }, ...found]
  })

const fileModule =
  /^((node:)?fs(\/promises)?|effect\/FileSystem|@effect\/platform-node\/NodeFileSystem)$/

const callsFiles = (source: Source): boolean =>
  source.imports.some(({ specifier, typeOnly }) => !typeOnly && fileModule.test(specifier ?? ""))

/** All files that loading a file loads too, itself included; imports of types load nothing. */
const loadedBy = (file: string, sources: ReadonlyMap<string, Source>): ReadonlySet<string> => {
  const loaded = new Set([file])
  for (const each of loaded)
    for (const { specifier, typeOnly } of sources.get(each)?.imports ?? [])
      if (!typeOnly && specifier !== undefined && isRelative(specifier))
        loaded.add(targetOf(each, specifier))
  return loaded
}

/** Files on the dispatcher's thread that may make file calls, each with the reason why it cannot block there. */
export const fileCallsAllowed: ReadonlyMap<string, string> = new Map<string, string>()

const inHelper = (file: string) => file.startsWith("src/runtime-node/helper/")

/** The dispatcher's thread makes no file call, neither itself nor through a helper's module that it loads. */
export const dispatcherFileCalls = (
  tree: Tree,
  allowed: ReadonlyMap<string, string>
): ReadonlyArray<Problem> => {
  const sources = new Map(sourcesOf(tree).map((source) => [source.file, source]))
  const dangerous = (target: string) =>
    [...loadedBy(target, sources)].some((file) => {
      const source = sources.get(file)
      return source !== undefined && !allowed.has(file) && callsFiles(source)
    })
  return [...sources.values()]
    .filter(({ file }) => file.startsWith("src/runtime-node/") && !inHelper(file))
    .filter(({ file }) => !allowed.has(file))
    .flatMap(({ file, imports }) =>
      imports.flatMap(({ specifier = "", typeOnly, line }) => {
        if (typeOnly) return []
        const target = targetOf(file, specifier)
        if (fileModule.test(specifier))
          return [
            { file, line, message: `the dispatcher imports ${specifier}; make it a helper's job` }
          ]
        // Other dispatcher files answer for themselves: one report, at the place where the call comes in.
        const elsewhere = !target.startsWith("src/runtime-node/") || inHelper(target)
        if (!isRelative(specifier) || !elsewhere || !dangerous(target)) return []
        const message = `the dispatcher loads file calls through ${target}; import only its types, or split it`
        return [{ file, line, message }]
      })
    )
}
