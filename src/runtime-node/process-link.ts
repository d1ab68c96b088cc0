/**
 * A helper as a process (AMPED): frames over a socket pair of its own. Its standard error is ours, so
 * that what it says there passes without the dispatcher.
 *
 * `spawn` returns when the child has called exec: 2 to 5 ms in which the dispatcher does nothing else. It is
 * paid for a helper, never for a request.
 */
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import type { Duplex } from "node:stream"
import { fileURLToPath } from "node:url"
import type { Frame } from "./helper/frame.ts"
import { frameHead, frameReader } from "./helper/frame.ts"
import type { Answer, HelperBoot } from "./helper/protocol.ts"
import { channelDescriptor } from "./helper/protocol.ts"
import { helperEntry } from "./helper-entry.ts"
import type { HelperCallbacks, HelperLink } from "./helper-link.ts"

export const startProcess = (boot: HelperBoot, callbacks: HelperCallbacks): HelperLink => {
  const child = spawn(process.execPath, [fileURLToPath(helperEntry), JSON.stringify(boot)], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
    // Debuggers and loaders asked for by the environment are the dispatcher's, not the helper's.
    env: { ...process.env, NODE_OPTIONS: "" }
  })
  const kill = () => void child.kill("SIGKILL")
  let reason = ""
  const distrust = (why: string) => {
    if (reason === "") reason = why
    kill()
  }
  const gone = onceGone(child, callbacks, () => reason)
  // The process could not be started; without a pid no `close` will come.
  child.on("error", (error) =>
    child.pid === undefined ? gone(error.message) : distrust(error.message)
  )

  // Missing when the descriptors ran out before the pipe was made.
  const channel = child.stdio?.[channelDescriptor] as Duplex | null | undefined
  const read = frameReader((frame) => callbacks.answered(answerOf(frame)))
  channel?.on("data", (chunk: Buffer) => {
    try {
      read(chunk)
    } catch (error) {
      distrust(String(error))
    }
  })
  // As a rule the process has ended, and its exit says why. If not, it is of no use without a channel.
  channel?.on("end", kill)
  channel?.on("error", (error) => distrust(error.message))

  return {
    send: (request) => void channel?.write(frameHead(request, 0)),
    kill,
    pid: child.pid ?? null
  }
}

/** `close` comes when the process has ended and its channel is read to the end: no answer is lost. */
const onceGone = (child: ChildProcess, callbacks: HelperCallbacks, reason: () => string) => {
  let told = false
  const gone = (why: string) => {
    if (!told) callbacks.gone(why)
    told = true
  }
  child.on("close", (code, signal) => {
    const end = signal === null ? `exit ${code}` : `killed by ${signal}`
    gone(reason() === "" ? end : `${reason()}, ${end}`)
  })
  return gone
}

const answerOf = ({ head, body }: Frame): Answer => {
  const answer = head as Answer
  if (answer.kind !== "done") return answer
  const loaded = answer.outcome._tag === "Loaded"
  return { ...answer, bytes: loaded ? body : null }
}
