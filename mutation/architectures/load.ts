/** Other work on the same machine: loops that want a processor all the time. */
import { type ChildProcess, spawn } from "node:child_process"

/** The function returned ends them. */
export const startLoad = (loops: number): (() => void) => {
  const children: ReadonlyArray<ChildProcess> = Array.from({ length: loops }, () =>
    spawn(process.execPath, ["--eval", "for (;;);"], { stdio: "ignore" })
  )
  return () => {
    for (const child of children) child.kill("SIGKILL")
  }
}
