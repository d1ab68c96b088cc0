/** Paths: what helpers are asked for is what targets name, decoded once and below the root. */
import type { MonitorFactory } from "../monitor.ts"
import type { Request } from "../request-scan.ts"

const isSafe = (path: string): boolean =>
  path.startsWith("/") &&
  !path.includes("\0") &&
  (path === "/" ||
    path
      .split("/")
      .slice(1)
      .every((part) => part !== "" && part !== "." && part !== ".."))

/** Percent-decoding octet by octet, once; the octets are read as UTF-8 at the end. */
const decodedOnce = (text: string): string | undefined => {
  const octets: Array<number> = []
  for (let at = 0; at < text.length; at += 1) {
    const hex = /^%([0-9A-Fa-f]{2})/.exec(text.slice(at, at + 3))
    octets.push(hex ? Number.parseInt(hex[1] ?? "", 16) : text.charCodeAt(at))
    if (hex) at += 2
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(octets))
  } catch {
    return undefined
  }
}

/** The name that a target of the simple form `/a/b` stands for. */
const nameOf = ({ target }: Request): string | undefined => {
  const [path = ""] = target.split("?")
  // Dot segments and empty ones change the name; they are judged by examples.
  if (!/^(?:\/[^/]+)+$/.test(path) || /\/(?:\.|%2e)|%2f|%00/i.test(path)) return undefined
  return decodedOnce(path)
}

export const paths: MonitorFactory = {
  rules: ["find/never-outside-root", "find/decoded-once", "find/query-ignored"],
  start: ({ gauge, conversations }) => {
    const inside = gauge("find/never-outside-root")
    const decoded = gauge("find/decoded-once")
    const query = gauge("find/query-ignored")
    return {
      command: {
        Submit: ({ job }, { event, commands }) => {
          inside.check(isSafe(job.path), () => `a helper is asked for ${JSON.stringify(job.path)}`)
          if (job._tag !== "Locate" || event._tag !== "Received") return
          const conversation = conversations.open.get(event.connection)
          const [request] = conversation?.waiting ?? []
          const alone = conversation?.scan.lost === false && conversation.waiting.length === 1
          const submits = commands.filter(({ _tag }) => _tag === "Submit").length
          if (request === undefined || !alone || submits !== 1) return
          const name = nameOf(request)
          if (name === undefined) return
          const gauged = request.target.includes("?") ? query : decoded
          gauged.check(
            job.path === name,
            () => `${request.target} makes a helper look for ${JSON.stringify(job.path)}`
          )
        },
        Send: ({ parts }) => {
          for (const part of parts)
            if (part._tag === "Slice")
              inside.check(
                isSafe(part.path),
                () => `bytes of ${JSON.stringify(part.path)} are sent`
              )
        }
      }
    }
  }
}
