import * as fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Method } from "../../../src/conformance/held-disk/enclosure.ts"
import { type Laboratory, openLaboratory } from "./laboratory.ts"
import type { Reader } from "./readers.ts"
import { describeWithFuse, preparedWithinMillis } from "./with-fuse.ts"

const boundaries = [0, 1, 4_095, 4_096, 4_097, 65_536, 131_071, 131_072, 131_073, 262_145]
const bytes = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...boundaries) },
  fc.nat({ max: 300_000 })
)

/** Names as Linux allows them: any bytes but the slash and NUL, and not a dot or two. */
const name = fc.oneof(
  fc.constantFrom("a", "index.html", "ö", "日本語", "a b", "-", "'\"\n", "x".repeat(255)),
  fc.constantFrom("ä".repeat(127), "\\101", ".hidden", "..."),
  fc
    .string({ minLength: 1, maxLength: 20 })
    .filter((text) => /^[^/\0]+$/.test(text) && !/^\.\.?$/.test(text))
)

type Tree = { readonly [name: string]: number | string | Tree }

/** A number is a file of so many bytes, a text a symbolic link. */
const { tree } = fc.letrec<{ tree: Tree; entry: number | string | Tree }>((tie) => ({
  entry: fc.oneof(
    { depthSize: "small" },
    { weight: 4, arbitrary: bytes },
    { weight: 1, arbitrary: fc.constantFrom("a", "../a", "missing", ".", "/etc/hostname") },
    { weight: 2, arbitrary: tie("tree") }
  ),
  tree: fc.dictionary(name, tie("entry"), { maxKeys: 6, noNullPrototype: true })
}))

const pathsOf = (tree: Tree, at = ""): ReadonlyArray<readonly [path: string, what: Tree[string]]> =>
  Object.entries(tree).flatMap(([key, what]) => [
    [`${at}/${key}`, what],
    ...(typeof what === "object" ? pathsOf(what, `${at}/${key}`) : [])
  ])

const everyCall = ["lstat", "stat", "readlink", "list", "digest"]

interface Comparison {
  readonly laboratory: () => Laboratory
  /** The same question to both folders, and the answer that they agree upon. */
  readonly same: (call: string, path: string, piece?: object) => Promise<unknown>
  /** A new tree below the plain folder; its path in both. */
  readonly make: (tree: Tree) => Promise<string>
}

const comparisonOfGroup = (method: Method): Comparison => {
  let laboratory: Laboratory
  let reader: Reader
  let trees = 0
  beforeAll(async () => {
    laboratory = await openLaboratory(method)
    reader = await laboratory.startReader()
  }, preparedWithinMillis)
  afterAll(() => laboratory.close())
  return {
    laboratory: () => laboratory,
    same: async (call, path, piece = {}) => {
      const ask = async (root: string): Promise<unknown> => {
        const { thread: _, ...answer } = await reader.read({ call, path: root + path, ...piece })
        return answer
      }
      const [plain, shown] = await Promise.all([ask(laboratory.source), ask(laboratory.folder)])
      expect(shown, `${call} ${path}`).toEqual(plain)
      return plain
    },
    make: async (tree) => {
      const root = `/tree-${trees++}`
      await reader.read({ call: "make", path: laboratory.source + root, tree })
      return root
    }
  }
}

describeWithFuse("whatever is there is shown", (method) => {
  const { same, make } = comparisonOfGroup(method)

  test("any tree is the same tree, whatever is asked of it, by many at once", async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (generated) => {
        const root = await make(generated)
        const paths = [root, ...pathsOf(generated, root).map(([path]) => path), `${root}/missing`]
        await Promise.all(paths.flatMap((path) => everyCall.map((call) => same(call, path))))
      }),
      { numRuns: 25 }
    )
  })

  test("any piece of a file is the same piece, over its end and beyond", async () => {
    const piece = fc.record({ offset: bytes, length: bytes })
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(piece, { maxLength: 12 }), async (size, pieces) => {
        const root = await make({ file: size })
        await Promise.all(pieces.map((each) => same("pread", `${root}/file`, each)))
      }),
      { numRuns: 25 }
    )
  })
})

describeWithFuse("what is special is shown", (method) => {
  const { laboratory, same, make } = comparisonOfGroup(method)

  test("64 MiB that are mostly holes", async () => {
    const root = await make({})
    const path = `${root}/sparse`
    await laboratory().shell(`cd ${laboratory().source}; truncate -s 64M .${path}
      printf end | dd of=.${path} bs=1 seek=67108861 conv=notrunc 2>&1`)
    expect(await same("digest", path)).toMatchObject({ value: [67_108_864, expect.any(String)] })
    const end = { offset: 67_108_860, length: 100 }
    expect(await same("pread", path, end)).toEqual({
      value: Buffer.from("\0end").toString("base64")
    })
    await same("lstat", path)
  })

  test("a folder of 1,000 names", async () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `${"n".repeat(index % 200)}${index}`)
    const root = await make(Object.fromEntries(names.map((each) => [each, 0])))
    const { value } = Object(await same("list", root))
    expect(value.length).toBe(1_000)
  })

  test("a name that is no text", async () => {
    const root = await make({})
    const name = "\\377\\376"
    await laboratory().shell(`cd ${laboratory().source}${root}; printf x > "$(printf '${name}')"`)
    const { value } = Object(await same("list", root))
    const [[shown]] = value
    expect(await same("digest", `${root}/${shown}`)).toMatchObject({
      value: [1, expect.any(String)]
    })
  })

  test("modes, times before 1970, links of both kinds", async () => {
    const root = await make({ file: 1, folder: {} })
    await laboratory().shell(`cd ${laboratory().source}${root}; chmod 4751 file; chmod 1777 folder
      touch -d '1960-01-01 00:00:00.5 UTC' file; ln file other; ln -s file link; mkfifo pipe`)
    const calls = ["file", "folder", "other", "link", "pipe"].map((each) =>
      same("lstat", `${root}/${each}`)
    )
    const [file] = await Promise.all(calls)
    expect(file).toMatchObject({
      value: { mode: String(0o104751), nlink: "2", mtime_ns: "-315619199500000000" }
    })
    await same("volume", root)
  })
})

const [ENOENT, EACCES, EROFS, ENOTSUP] = [2, 13, 30, 95]

describeWithFuse("what is not", (method) => {
  let laboratory: Laboratory
  let reader: Reader
  beforeAll(async () => {
    laboratory = await openLaboratory(method)
    reader = await laboratory.startReader()
    await laboratory.shell(`cd ${laboratory.source}; printf x > file; mkdir folder`)
  }, preparedWithinMillis)
  afterAll(() => laboratory.close())

  const errnoOf = async (call: string, path: string): Promise<unknown> =>
    (await reader.read({ call, path: `${laboratory.folder}/${path}` })).errno

  test.each([
    ["create", "new", EROFS],
    ["write", "file", EROFS],
    ["remove", "file", EROFS],
    ["mkdir", "new", EROFS],
    ["attribute", "file", ENOTSUP],
    ["digest", "missing", ENOENT]
  ])("%s %s fails with %i", async (call, path, errno) => {
    expect(await errnoOf(call, path)).toBe(errno)
  })

  test("a file that vanishes behind the mount, and one that comes back", async () => {
    const { source, folder } = laboratory
    await laboratory.shell(`printf brief > ${source}/brief`)
    await reader.read({ call: "keep", path: `${folder}/brief` })
    await laboratory.shell(`rm ${source}/brief`)
    // Whoever has it open reads on, as from any disk.
    expect(await reader.read({ call: "kept", path: `${folder}/brief` })).toMatchObject({
      value: Buffer.from("brief").toString("base64")
    })
    await reader.read({ call: "closed", path: `${folder}/brief` })
    expect(await errnoOf("digest", "brief")).toBe(ENOENT)
    await laboratory.shell(`printf again > ${source}/brief`)
    await laboratory.evict(["/brief"])
    expect((await reader.read({ call: "digest", path: `${folder}/brief` })).value).toEqual([
      5,
      expect.any(String)
    ])
  })

  describe("who may not read", () => {
    test("is told so by its mode, as for any disk", async () => {
      await laboratory.shell(`cd ${laboratory.source}; printf x > secret; chmod 000 secret`)
      const read = `cat ${laboratory.folder}/secret`
      // Root may read everything on a disk of its own, and nobody else may read this.
      const asNobody = `setpriv --reuid 65534 --clear-groups --inh-caps=-all ${read} 2>&1 || true`
      if (method === "fuse") expect(await laboratory.shell(asNobody)).toContain("Permission denied")
      else
        expect(await errnoOf("digest", "secret")).toSatisfy(
          (no) => no === undefined || no === EACCES
        )
    })
  })
})
