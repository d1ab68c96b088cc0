/**
 * Real servers in the configurations of `servers/architectures/`, and what a fingerprint must find of each: what is
 * known of their architecture from their documentation, and was measured again.
 */
import { blockedInLookup, type Expected, loops, pool, saturated, unbounded } from "./expected.ts"

export interface RealServer {
  /** The name of its folder in `servers/architectures/`. */
  readonly id: string
  /** Asks whether it is installed, and in which version. */
  readonly asks: ReadonlyArray<string>
  readonly expected: Expected
}

const nginx = ["nginx", "-v"]
const apache = ["apache2", "-v"]
const node = [process.execPath, "--version"]

export const realServers: ReadonlyArray<RealServer> = [
  {
    id: "nginx",
    asks: nginx,
    expected: loops(1, "one worker, which waits in openat and in sendfile")
  },
  {
    id: "nginx-2-workers",
    asks: nginx,
    expected: loops(2, "two workers, each of which waits in openat and in sendfile")
  },
  {
    id: "nginx-aio-threads",
    asks: nginx,
    expected: blockedInLookup(32, 32, 1, "32 threads send files, and the worker opens them")
  },
  {
    id: "nginx-aio-threads-2-workers",
    asks: nginx,
    expected: blockedInLookup(
      16,
      16,
      2,
      "twice eight threads send files, and the workers open them"
    )
  },
  {
    id: "lighttpd",
    asks: ["lighttpd", "-v"],
    expected: loops(1, "one process, which waits in stat and in sendfile")
  },
  {
    id: "apache-prefork",
    asks: apache,
    expected: pool(4, "pool-of-processes", "four processes, each with one connection")
  },
  {
    id: "apache-worker",
    asks: apache,
    expected: pool(8, "pool-of-threads", "twice four threads, each with one connection")
  },
  {
    id: "apache-event",
    asks: apache,
    expected: pool(
      8,
      "pool-of-threads",
      "twice four threads; only idle connections and what is left to send need none"
    )
  },
  {
    id: "caddy",
    asks: ["caddy", "version"],
    expected: unbounded("elastic", "the runtime of Go starts a thread for each that waits")
  },
  {
    id: "node-read-file-sync",
    asks: node,
    expected: loops(1, "the only thread waits for the first operation that is held")
  },
  {
    id: "node-fs-promises",
    asks: node,
    expected: saturated(4, "amted", "the loop never waits, but all four threads of the pool do")
  },
  {
    id: "node-static",
    asks: node,
    expected: saturated(
      4,
      "amted",
      "serve-static asks the same four threads for each stat and read"
    )
  }
]
