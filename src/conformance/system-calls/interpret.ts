/**
 * From what strace wrote to what it means: files below the root, connections by the client's port,
 * threads by process.
 */
import * as path from "node:path"
import type { SystemCall, Target, Use } from "./call.ts"
import { type Shape, shapes } from "./call-table.ts"
import { type Processes, madeBy, processesIn } from "./processes.ts"
import type { RawCall } from "./raw-calls.ts"
import {
  type Descriptor,
  descriptorsIn,
  folderOf,
  quotedText,
  splitArguments,
  unescapeText
} from "./strace-text.ts"
import { isNamelessSocket, pathBelow, type Served, targetOf } from "./targets.ts"

/** The calls of a recording that have a shape, in the order in which they began. */
export const interpret = (
  calls: ReadonlyArray<RawCall>,
  served: Served
): ReadonlyArray<SystemCall> => {
  const interpreter = new Interpreter(served, processesIn(calls))
  return calls.flatMap((call) => interpreter.read(call) ?? [])
}

const resultOf = (text: string): Pick<SystemCall, "result" | "error"> => {
  const [, value = "?", error] = /^(\?|-?(?:0x[0-9a-f]+|\d+))\S*(?: (E[A-Z0-9]+))?/.exec(text) ?? []
  return { result: value === "?" ? undefined : Number(value), error }
}

const peerIn = (given: string): number | undefined => {
  const port = /\bsin6?_port=htons\((\d+)\)/.exec(given)?.[1]
  return port === undefined ? undefined : Number(port)
}

const useOf = ({ given }: RawCall, { use }: Shape, path: string | undefined): Use => {
  // An empty path means the descriptor before it.
  if (use === "path" && path === "") return "facts"
  // The octets will be read once more.
  return use === "read" && /\bMSG_PEEK\b/.test(given) ? "other" : use
}

class Interpreter {
  readonly #served: Served
  readonly #processes: Processes
  /** Connections by process and descriptor, for sockets that lost their names. */
  readonly #accepted = new Map<string, Target>()
  readonly #folders = new Map<number, string>()

  constructor(served: Served, processes: Processes) {
    this.#served = served
    this.#processes = processes
  }

  read(raw: RawCall): SystemCall | undefined {
    const shape = shapes.get(raw.name)
    if (shape === undefined) return undefined
    const process = this.#processes.of(raw.thread)
    const descriptors = descriptorsIn(raw.given)
    const targets = descriptors.map((each) => this.#targetOf(process, each))
    const { result, error } = resultOf(raw.result)
    const given = splitArguments(raw.given)
    const peerPort = this.#peerPort(raw, shape, targets, process, result)
    const file = this.#pathOf(process, shape, given) ?? openFile(shape, given, targets)
    this.#remember(raw, process, given)
    return {
      thread: raw.thread,
      process,
      name: raw.name,
      use: useOf(raw, shape, this.#text(shape, given)),
      targets,
      path: file,
      peerPort,
      startMicros: raw.startMicros,
      endMicros: raw.endMicros,
      result,
      error,
      eventSet:
        targets[0]?.kind === "epoll" ? `${process} ${descriptors[0]?.number ?? ""}` : undefined
    }
  }

  #targetOf(process: number, { number, openOn = "" }: Descriptor): Target {
    const known = isNamelessSocket(openOn) ? this.#accepted.get(`${process} ${number}`) : undefined
    return known ?? targetOf(openOn, this.#served)
  }

  #peerPort(
    raw: RawCall,
    { use }: Shape,
    targets: ReadonlyArray<Target>,
    process: number,
    result: number | undefined
  ): number | undefined {
    if (use !== "accept") {
      const connection = targets.find((target) => target.kind === "connection")
      return connection?.peerPort
    }
    if (result === undefined || result < 0) return undefined
    const [gained] = descriptorsIn(raw.result)
    const target = targetOf(gained?.openOn ?? "", this.#served)
    const port = target.kind === "connection" ? target.peerPort : peerIn(raw.given)
    if (port !== undefined)
      this.#accepted.set(`${process} ${result}`, { kind: "connection", peerPort: port })
    return port
  }

  #text({ pathAt }: Shape, given: ReadonlyArray<string>): string | undefined {
    return pathAt === undefined ? undefined : quotedText(given[pathAt] ?? "")
  }

  /** The file that a path names, below the root. */
  #pathOf(process: number, shape: Shape, given: ReadonlyArray<string>): string | undefined {
    const text = this.#text(shape, given)
    if (text === undefined || text === "") return undefined
    const folder = shape.folderAt === undefined ? undefined : given[shape.folderAt]
    const from =
      folder === undefined
        ? this.#folders.get(process)
        : (folderOf(folder) ?? unescapeText(descriptorsIn(folder)[0]?.openOn ?? "/"))
    return pathBelow(path.posix.resolve(from ?? "/", text), this.#served.roots)
  }

  /** Where a process stands, which strace tells by the way. */
  #remember(raw: RawCall, process: number, given: ReadonlyArray<string>): void {
    const made = madeBy(raw)
    const here = this.#folders.get(process)
    if (made !== undefined && !made.isThread && here !== undefined)
      this.#folders.set(made.thread, here)
    const told = folderOf(given[0] ?? "")
    if (told !== undefined) this.#folders.set(process, told)
    const changed =
      raw.name === "chdir" && raw.result === "0" ? quotedText(given[0] ?? "") : undefined
    if (changed !== undefined) this.#folders.set(process, path.posix.resolve(here ?? "/", changed))
  }
}

/** The file below the root that a descriptor among the arguments is open on. */
const openFile = (
  { use }: Shape,
  given: ReadonlyArray<string>,
  targets: ReadonlyArray<Target>
): string | undefined => {
  if (use === "path" && quotedText(given[1] ?? "") !== "") return undefined
  const file = targets.find((target) => target.kind === "file" && target.isServed)
  return file?.kind === "file" ? file.path : undefined
}
