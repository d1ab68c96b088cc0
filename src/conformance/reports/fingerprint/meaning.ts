/** What an architecture means for those who are served by it, in one sentence. */
import type { ArchitectureName, Fingerprint } from "../../fingerprint/result.ts"

const pool = (workers: string): string =>
  `A slow client or a slow disk takes one of its ${workers}; when none is left, everybody waits.`

const each = (task: string): string =>
  `Everybody has a ${task} of their own: nobody waits for another's disk, at the price of a ${task} each.`

const meanings: Readonly<Record<Exclude<ArchitectureName, "amped" | "amted">, string>> = {
  iterative:
    "It serves one client after another: whoever is slow, disk or client, stops everybody.",
  "pool-of-processes": pool("processes"),
  "pool-of-threads": pool("threads"),
  "process-per-connection": each("process"),
  "thread-per-connection": each("thread"),
  sped: "Its dispatcher does the disk's work itself: while it waits for one file, nobody is served.",
  "n-way-sped":
    "Each of its event loops does the disk's work itself: once all of them wait, nobody is served.",
  "partial-amped":
    "Helpers do a part of the disk's work. The rest its dispatcher does itself, and then nobody is served.",
  elastic:
    "Each operation on the disk gets a thread of its own: nobody waits, at the price of a thread each.",
  undecided: "What was seen does not tell one architecture from another.",
  inconclusive: "A control failed, so nothing of this is proven."
}

/** Whether requests for warm files stop though the dispatcher goes on. */
const saturates = ({ sweeps }: Fingerprint): boolean =>
  sweeps.lookup.stopsAt !== null || sweeps.read.stopsAt !== null

export const meaningOf = (fingerprint: Fingerprint): string => {
  const { name } = fingerprint.architecture
  if (name !== "amped" && name !== "amted") return meanings[name]
  return saturates(fingerprint)
    ? "Helpers wait for the disk and the dispatcher never does; but a warm file needs a helper too, and they run out."
    : "Helpers wait for the disk and the dispatcher never does: warm files are served, whatever is held."
}
