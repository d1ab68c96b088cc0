/** Which hint for mending a deviation is for the server at hand. */
import type { RecordedCase, Run } from "./event.ts"

/** Servers that hints are written for, by what they call themselves or how they are started. */
const servers: ReadonlyArray<readonly [key: string, pattern: RegExp]> = [
  ["nginx", /nginx/i],
  ["lighttpd", /lighttpd/i],
  ["apache", /apache|httpd\b/i],
  ["caddy", /caddy/i],
  ["node", /\bnode(js)?\b/i]
]

/** The key of hints for this run's server; undefined if there are none for it alone. */
export const fixKeyOf = ({
  server,
  subject
}: Pick<Run, "server" | "subject">): string | undefined => {
  const told = servers.find(([, pattern]) => server !== undefined && pattern.test(server))
  // The name of a program, not what else stands in its command: a folder may be called anything.
  const program = subject.split(/\s/, 1)[0]?.split("/").at(-1) ?? ""
  return (told ?? servers.find(([, pattern]) => pattern.test(program)))?.[0]
}

export const fixFor = (
  run: Pick<Run, "server" | "subject">,
  { fix }: Pick<RecordedCase, "fix">
): string | undefined => fix[fixKeyOf(run) ?? "any"] ?? fix["any"]
