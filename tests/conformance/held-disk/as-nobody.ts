/**
 * Runs a program as an ordinary user who may open /dev/fuse. For root that takes a mount namespace in which the
 * device has another mode; on the machine itself nothing changes.
 */
import { execFileSync } from "node:child_process"

const nobody = "65534"

const withDevice = `
folder=$(mktemp -d) && mknod -m 666 "$folder/fuse" c 10 229 &&
mount --bind "$folder/fuse" /dev/fuse && rm -r "$folder" &&
exec setpriv --reuid ${nobody} --regid ${nobody} --clear-groups "$@"`

export const asNobody = (command: ReadonlyArray<string>): ReadonlyArray<string> =>
  process.getuid?.() === 0
    ? ["unshare", "-m", "/bin/sh", "-c", withDevice, "sh", ...command]
    : command

/** Why nobody can't make the enclosure of a user namespace here; undefined if he can. */
export const nobodysObstacle = (program: string): string | undefined => {
  const script = `
    [ -r "${program}" ] && [ -x "${process.execPath}" ] || { echo "can't read our sources"; exit; }
    : <> /dev/fuse && unshare -Urmpf --mount-proc true || echo "can't make namespaces"`
  const [file = "", ...parameters] = asNobody(["/bin/sh", "-c", script])
  try {
    const words = execFileSync(file, parameters, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"]
    })
    return words.trim() === "" ? undefined : words.trim()
  } catch (error) {
    return String(error)
  }
}
