/** What runs are called beside each other: by what the server calls itself, else by its program. */
import type { Run } from "./event.ts"

export type Named = Pick<Run, "server" | "subject">

const nameOf = ({ server, subject }: Named): string => {
  if (server !== undefined && server !== "") return server
  const isUrl = /^\w+:\/\//.test(subject)
  if (isUrl) return subject
  // A placeholder is what it stands for: "{node}".
  return (subject.split(/\s/, 1)[0]?.split("/").at(-1) ?? subject).replaceAll(/[{}]/g, "")
}

/** In the order of the runs; who has the name of an earlier one gets a number. */
export const labelsOf = (runs: ReadonlyArray<Named>): ReadonlyArray<string> => {
  const taken = new Map<string, number>()
  return runs.map((run) => {
    const name = nameOf(run)
    const count = (taken.get(name) ?? 0) + 1
    taken.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}
