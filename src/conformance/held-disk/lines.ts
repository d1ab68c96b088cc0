/** Messages as lines of JSON, on streams. */
import type { Readable } from "node:stream"

/** Text that is cut anywhere, even inside a character, becomes messages. */
export const readLines = (stream: Readable, onMessage: (message: unknown) => void): void => {
  let rest = ""
  stream.setEncoding("utf8")
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) onMessage(JSON.parse(line))
  })
}

export const line = (message: unknown): string => `${JSON.stringify(message)}\n`
