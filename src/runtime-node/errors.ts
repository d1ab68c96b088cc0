/**
 * Why a server can't start: what happened, why, and what to do, in one line each. These are the world's
 * faults; our own are defects.
 */
import * as Schema from "effect/Schema"

const RootProblem = Schema.Literals(["missing", "not-a-directory", "forbidden", "failed"])

const rootAdvice = {
  missing: "there is no such directory; create it or give another with --root",
  "not-a-directory": "it is a file, not a directory; give the directory that holds it",
  forbidden: "this user may not read it; change its permissions or run as another user",
  failed: "the file system refused; look at the disk or mount"
}

export class RootUnusable extends Schema.TaggedError<RootUnusable>()("RootUnusable", {
  root: Schema.String,
  problem: RootProblem
}) {
  override get message(): string {
    return `cannot serve ${this.root}: ${rootAdvice[this.problem]}`
  }
}

const listenAdvice: Record<string, string> = {
  EADDRINUSE:
    "another program listens there; stop it or choose another port (0 takes any free one)",
  EACCES: "this user may not listen there; choose a port above 1023",
  EADDRNOTAVAIL: "no interface of this machine has that address; use 127.0.0.1 or 0.0.0.0",
  ENOTFOUND: "the host name is unknown; use an address such as 127.0.0.1",
  EMFILE: "no file descriptor is left; raise the limit with ulimit -n"
}

export class ListenFailed extends Schema.TaggedError<ListenFailed>()("ListenFailed", {
  host: Schema.String,
  port: Schema.Int,
  /** The system's name for it: `EADDRINUSE`. */
  code: Schema.String
}) {
  override get message(): string {
    const advice = listenAdvice[this.code] ?? "choose another host or port"
    return `cannot listen on ${this.host} port ${this.port} (${this.code}): ${advice}`
  }
}

export class HelperUnusable extends Schema.TaggedError<HelperUnusable>()("HelperUnusable", {
  reason: Schema.String
}) {
  override get message(): string {
    return `cannot start a helper: ${this.reason}; look at the limits on processes and memory (ulimit -a)`
  }
}

export class DestinationUnwritable extends Schema.TaggedError<DestinationUnwritable>()(
  "DestinationUnwritable",
  { destination: Schema.String, code: Schema.String }
) {
  override get message(): string {
    const what = `cannot write to ${this.destination} (${this.code})`
    return `${what}: give a file in a directory that exists and that this user may write to`
  }
}

export type StartFailure = RootUnusable | ListenFailed | HelperUnusable | DestinationUnwritable
