/** Wrong ways to hold files: what changes on the disk is seen too late, or half. */
import { type Animal, mannered, ofKind } from "../animal.ts"
import type { Found } from "../twin/files.ts"
import { rereading } from "./rereading.ts"
import { twin } from "../twin/twin.ts"

const changing = (each: Omit<Animal, "kind">) => ({ ...each, changes: true as const })

/** The twin that remembers something of each name for ever. */
const remembering = (
  id: string,
  sentence: string,
  recall: (first: Found | number, now: Found | number) => Found | number
) =>
  changing({
    id,
    sentence,
    start: (root) => {
      const known = new Map<string, Found | number>()
      return twin({
        found: (found, name) => {
          const first = known.get(name) ?? found
          known.set(name, first)
          return recall(first, found)
        }
      })(root)
    }
  })

const both = (first: Found | number, now: Found | number): boolean =>
  typeof first !== "number" && typeof now !== "number"

export const fileAnimals = ofKind("file", [
  rereading,
  remembering("files-for-ever", "Never looks at a file again.", (first) => first),
  remembering("tag-for-ever", "Sends the new octets of a file with its first tag.", (first, now) =>
    typeof first !== "number" && typeof now !== "number"
      ? { ...now, entityTag: first.entityTag }
      : now
  ),
  remembering(
    "length-for-ever",
    "Sends as many octets of a file as it had at first.",
    (first, now) =>
      typeof first !== "number" && typeof now !== "number"
        ? { ...now, bytes: Buffer.concat([now.bytes, first.bytes]).subarray(0, first.bytes.length) }
        : now
  ),
  remembering("deleted-fails", "Fails at a file that is gone.", (first, now) =>
    both(first, now) || typeof first === "number" ? now : 500
  ),
  changing(
    mannered("tag-of-size", "Makes the ETag of the size alone.", {
      found: (found) =>
        typeof found === "number" ? found : { ...found, entityTag: `"${found.bytes.length}"` }
    })
  )
])
