/** What an animal is: a server with one bad habit, or one that has no other habits at all. */
import type { Peer, Server, Visit } from "./network.ts"
import type { Manners } from "./twin/manners.ts"
import { twin } from "./twin/twin.ts"

/** Where in a server the habit sits. `null`: it does not look at what is asked. */
export const animalKinds = [
  "null",
  "octets",
  "connection",
  "reading",
  "framing",
  "method",
  "name",
  "file",
  "condition",
  "range",
  "answer"
] as const
export type AnimalKind = (typeof animalKinds)[number]

export interface Animal {
  readonly id: string
  readonly kind: AnimalKind
  /** What is wrong with it, in one sentence. */
  readonly sentence: string
  /** It shows with files that change: then the cases that write many MiB are run as well. */
  readonly changes?: true
  readonly start: (root: string) => Server
}

type Stated = Omit<Animal, "kind">

export const ofKind = (kind: AnimalKind, animals: ReadonlyArray<Stated>): ReadonlyArray<Animal> =>
  animals.map((each) => ({ ...each, kind }))

/** The twin with other manners. */
export const mannered = (id: string, sentence: string, changed: Partial<Manners>): Stated => ({
  id,
  sentence,
  start: twin(changed)
})

/** The twin behind something: `between` gets each connection, and what the twin would do with it. */
export const behind = (
  id: string,
  sentence: string,
  between: (peer: Peer, server: Server) => Visit
): Stated => ({
  id,
  sentence,
  start: (root) => {
    const server = twin()(root)
    return (peer) => between(peer, server)
  }
})

/** The twin, with each line of a head changed before it is read; undefined leaves the line out. */
export const hearing = (
  id: string,
  sentence: string,
  change: (line: string, lines: ReadonlyArray<string>, index: number) => string | undefined
): Stated =>
  mannered(id, sentence, {
    heard: (head) => {
      const lines = head.split("\r\n")
      return lines.flatMap((line, index) => change(line, lines, index) ?? []).join("\r\n")
    }
  })

/** The twin that doesn't see lines like this one. */
export const deafTo = (id: string, sentence: string, pattern: RegExp): Stated =>
  hearing(id, sentence, (line) => (pattern.test(line) ? undefined : line))

/** The twin that takes one spelling for another. */
export const taking = (
  id: string,
  sentence: string,
  pattern: RegExp,
  replacement: string
): Stated => hearing(id, sentence, (line) => line.replace(pattern, replacement))

/** The twin, with the head of each answer changed. */
export const saying = (
  id: string,
  sentence: string,
  pattern: RegExp,
  replacement: string
): Stated => mannered(id, sentence, { said: (head) => head.replace(pattern, replacement) })
