/**
 * The program that runs beside the dispatcher, in a thread or a process of its own. Everything in this
 * folder may wait for the disk; nothing outside of it may touch the disk.
 */
import { writeSync } from "node:fs"
import { isMainThread, parentPort, workerData } from "node:worker_threads"
import { codeOf } from "./failure.ts"
import { makeWorker } from "./jobs.ts"
import { sendAnswer, serveRequests } from "./process-channel.ts"
import type { Answer, Boot, HelperBoot, Request } from "./protocol.ts"
import { runWriter } from "./writer.ts"

const dispatcherGone = new Set(["EPIPE", "ECONNRESET"])

const inThread = (boot: Boot, port: NonNullable<typeof parentPort>): void => {
  if (boot.role === "writer") return runWriter(boot, port)
  // A thread's standard error would travel through the dispatcher. This thread may wait for it instead.
  process.stderr.write = (text: string | Uint8Array) => writeSync(2, Buffer.from(text)) > 0
  const worker = makeWorker(boot)
  const say = (answer: Answer) =>
    port.postMessage(
      answer,
      answer.kind === "done" && answer.bytes !== null ? [answer.bytes.buffer] : []
    )
  port.on("message", (request: Request) => say(worker.answer(request)))
  say(worker.greeting)
}

const inProcess = (boot: HelperBoot): void => {
  // Ctrl-C and service managers signal the whole group. The dispatcher drains then and still needs its
  // helpers; they end when it closes the channel, or with it.
  process.on("SIGINT", () => {})
  process.on("SIGTERM", () => {})
  const worker = makeWorker(boot)
  try {
    sendAnswer(worker.greeting)
    serveRequests(worker.answer)
  } catch (error) {
    if (!dispatcherGone.has(codeOf(error))) throw error
  }
  process.exit(0)
}

if (isMainThread || parentPort === null) inProcess(JSON.parse(process.argv[2] ?? ""))
else inThread(workerData as Boot, parentPort)
