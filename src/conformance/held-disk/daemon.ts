/**
 * The program that is the disk: `daemon SOURCE FOLDER` shows SOURCE below FOLDER, hears commands on its
 * standard input and tells events on its standard output. It ends when its input ends.
 */
import * as fs from "node:fs"
import { devicePath } from "./device.ts"
import { GateRefused } from "./gates.ts"
import { line, readLines } from "./lines.ts"
import { mount, unmount } from "./mounting.ts"
import type { FromDaemon, ToDaemon } from "./protocol.ts"
import { EvictionRefused, type Session, startSession } from "./session.ts"

const tell = (message: FromDaemon): void => void process.stdout.write(line(message))

/** A read of the device that waits would make an ordinary exit wait for it, for ever. */
const leave = (): void => {
  process.kill(process.pid, "SIGKILL")
}

const main = async (source: string, folder: string): Promise<void> => {
  const device = fs.openSync(devicePath, fs.constants.O_RDWR)
  const session = startSession(device, source, {
    begun: () => tell({ kind: "mounted" }),
    held: (operation, held) => tell({ kind: "held", operation, held }),
    resumed: (operations) => tell({ kind: "resumed", operations }),
    ended: leave
  })
  const finish = async (): Promise<void> => {
    session.openAll()
    await unmount(folder)
  }
  readLines(process.stdin, (message) => void obey(session, finish, message as ToDaemon))
  process.stdin.once("end", () => void finish().finally(leave))
  process.stdout.once("error", () => void finish().finally(leave))
  // We serve already: the program that mounts may look at what it has mounted.
  const complaint = await mount(device, folder)
  if (complaint === undefined) return
  tell({ kind: "unmountable", reason: complaint })
  leave()
}

const obey = async (
  session: Session,
  finish: () => Promise<void>,
  command: ToDaemon
): Promise<void> => {
  const { number } = command
  try {
    switch (command.kind) {
      case "gate":
        session.gate(command.gate)
        break
      case "free":
        session.free(command.paths)
        break
      case "ungate":
        session.ungate(command.name)
        break
      case "evict":
        await session.evict(command.paths)
        break
      case "served":
        return tell({ kind: "done", number, served: session.served() })
      case "end":
        await finish()
    }
    tell({ kind: "done", number })
  } catch (error) {
    if (!(error instanceof GateRefused) && !(error instanceof EvictionRefused)) throw error
    tell({ kind: "refused", number, reason: error.message })
  }
}

const [source = "", folder = ""] = process.argv.slice(2)
main(source, folder).catch((error: unknown) => {
  tell({ kind: "unmountable", reason: String(error) })
  process.exitCode = 1
})
