/** The requirements of `spec/find.md`, which gives their reasons. */
import type { Requirement } from "./requirement.ts"

export const findRequirements: ReadonlyArray<Requirement> = [
  {
    id: "find/decoded-once",
    level: "MUST",
    sentence:
      "Percent-encoding is decoded exactly once, segment by segment, before dot segments are removed.",
    source: "rfc3986#section-2.4, rfc3986#section-5.2.4."
  },
  {
    id: "find/never-outside-root",
    level: "MUST",
    sentence:
      "No encoding of a target, and no link in the file system, leads to a byte of a file outside the root.",
    source: "rfc9110#section-17.3-1."
  },
  {
    id: "find/query-ignored",
    level: "MUST",
    sentence: "The query of a target does not change which file is served.",
    source: "rfc3986#section-3.4; the choice is ours."
  },
  {
    id: "find/bad-encoding",
    level: "MUST",
    sentence:
      "A target with a percent sign that two hexadecimal digits do not follow is answered 400.",
    source: "rfc3986#section-2.1, rfc9112#section-3.2-4."
  },
  {
    id: "find/outside-root",
    level: "MUST",
    sentence: "A target whose dot segments climb above the root is answered 400, without a helper.",
    source: "rfc9110#section-17.3-1; RFC 3986 would drop the segments (a freedom)."
  },
  {
    id: "find/impossible-name",
    level: "MUST",
    sentence:
      "A target that no file can have as its name (an encoded slash or NUL, invalid UTF-8, " +
      "a segment over 255 bytes, a path over 3072 bytes) is answered 404, without a helper.",
    source: "rfc3986#section-2.2, rfc9110#section-17.3; the lengths are ours, below those of Linux."
  },
  {
    id: "find/hidden",
    level: "MUST",
    sentence:
      "Unless the policy says otherwise, a name with a segment that begins with a dot is " +
      "answered 404, without a helper; `/.well-known` is excepted.",
    source: "ours (policy `hiddenServed`); rfc8615 for the exception."
  },
  {
    id: "find/warm",
    level: "MUST",
    sentence:
      "A name that a helper looked up at most `freshSeconds` ticks of the clock ago is " +
      "answered from the cache of names.",
    source: "Flash, HTML nodes 14 and 23; the age is ours."
  },
  {
    id: "find/locate",
    level: "MUST",
    sentence:
      "For a name that is not fresh, a `Locate` job is given to the pool and the handler returns.",
    source: "Flash, HTML nodes 8 and 13; Ruan and Pai, ATC 2004, node 11."
  },
  {
    id: "find/found",
    level: "MUST",
    sentence:
      "When the name is that of a regular file, the answer is decided from its facts, which " +
      "stay in the cache of names.",
    source: "Flash, HTML node 14."
  },
  {
    id: "find/missing",
    level: "MUST",
    sentence:
      "A name that no file has, or that is a directory without an index file, is answered 404.",
    source: "rfc9110#section-15.5.5; 403 for a directory is as good (a freedom)."
  },
  {
    id: "find/next-index",
    level: "MUST",
    sentence:
      "For a target that names a directory, the index names of the policy are looked up in " +
      "their order, one `Locate` each.",
    source: "Flash, HTML node 14 (`/~bob` to its `index.html`)."
  },
  {
    id: "find/directory-redirect",
    level: "MUST",
    sentence:
      "A directory asked for without a final slash is answered 301 with a `Location` that " +
      "is the same path with one slash at its start and its end.",
    source: "rfc9110#section-15.4.2-2, rfc9110#section-10.2.2."
  },
  {
    id: "find/forbidden",
    level: "MUST",
    sentence: "A file that the server may not read is answered 403.",
    source: "rfc9110#section-15.5.4."
  },
  {
    id: "find/special-file",
    level: "MUST",
    sentence: "A name of neither a regular file nor a directory is answered 403.",
    source: "rfc9110#section-17.3-3."
  },
  {
    id: "find/link-leaves-root",
    level: "MUST",
    sentence: "A name that a symbolic link leads out of the root is answered 404.",
    source: "ours (a policy; other servers follow such links)."
  },
  {
    id: "find/failed",
    level: "MUST",
    sentence:
      "A lookup that failed for another reason is answered 500, unless the cache still knows the name.",
    source: "rfc9110#section-15.6.1."
  },
  {
    id: "find/overload",
    level: "MUST",
    sentence:
      "When the queue for helpers is full, a request that needs one is answered 503 with `Retry-After`.",
    source: "rfc9110#section-15.6.4; `helpers/bounded-queue`."
  },
  {
    id: "find/timeout",
    level: "MUST",
    sentence:
      "A `Locate` without an answer after `findMillis`, whether queued or running, makes " +
      "its request a 503 with `Retry-After`.",
    source: "ours; rfc9110#section-15.6.4."
  },
  {
    id: "find/stale",
    level: "MUST",
    sentence:
      "When the cache knows a name that is no longer fresh, and no helper confirms it within `staleMillis` " +
      "or one was asked already in this tick, the request is answered from the cache.",
    source: "ours; the paper describes no ageing of names (HTML node 14)."
  }
]
