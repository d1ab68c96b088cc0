/** Mounts and unmounts. Both programs may look at the mount, so whoever serves it must not wait in a call. */
import { spawn } from "node:child_process"

/** Where `mount` finds the open device: its first descriptor after the standard streams. */
const deviceOfChild = 3

const options = (): string =>
  [
    `fd=${deviceOfChild}`,
    "rootmode=40755",
    `user_id=${process.getuid?.() ?? 0}`,
    `group_id=${process.getgid?.() ?? 0}`,
    // Subjects drop their privileges, and the kernel compares modes as for any disk.
    "allow_other",
    "default_permissions",
    "ro",
    "nosuid",
    "nodev"
  ].join(",")

/** Undefined when done, or what the program complained about. */
export const mount = (device: number, folder: string): Promise<string | undefined> =>
  run("mount", ["-i", "-t", "fuse", "-o", options(), "amped-held-disk", folder], device)

/** Lazily: whoever has files open keeps them, and nobody else finds the mount any more. */
export const unmount = (folder: string): Promise<string | undefined> =>
  run("umount", ["-i", "-l", folder])

const run = (
  program: string,
  parameters: ReadonlyArray<string>,
  device?: number
): Promise<string | undefined> =>
  new Promise((resolve) => {
    const child = spawn(program, parameters, {
      stdio: ["ignore", "ignore", "pipe", ...(device === undefined ? [] : [device])]
    })
    let complaint = ""
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint += text
    })
    child.once("error", (error) => resolve(`${program} can't be started: ${error.message}`))
    child.once("close", (code) => {
      if (code === 0) resolve(undefined)
      else resolve(complaint.trim().replaceAll(/\s*\n\s*/g, "; ") || `${program} failed`)
    })
  })
