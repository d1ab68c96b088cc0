import type { Problem, Tree } from "./tree.ts"

const vague = /^(utils?|common|misc)(\.test)?(\.[a-z]+)?$/

/** A vague name collects what belongs nowhere. The folder "helper" is fine: it is a word of the domain. */
export const vagueNames = (tree: Tree): ReadonlyArray<Problem> =>
  [...tree.paths].flatMap((file) => {
    const name = file.split("/").at(-1) ?? ""
    if (!vague.test(name)) return []
    return [{ file, line: 1, message: `"${name}" says nothing; name it after what is in it` }]
  })

const columns = 120

/** The formatter breaks code but neither strings nor comments; addresses cannot be broken at all. */
export const longLines = (tree: Tree): ReadonlyArray<Problem> =>
  [...tree.texts]
    .filter(([file]) => file.endsWith(".ts"))
    .flatMap(([file, text]) =>
      text.split("\n").flatMap((content, index) => {
        if (content.length <= columns || /https?:\/\/\S{60}/.test(content)) return []
        const message = `has ${content.length} columns; break it, ${columns} are allowed`
        return [{ file, line: index + 1, message }]
      })
    )
