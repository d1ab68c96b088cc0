/**
 * What the laboratory's servers in Node share: node:http answers for the protocol, refuses what is no request with
 * 400 and closes; a server only says where the content of a file comes from. Nothing is cut for being slow.
 */
import * as fs from "node:fs"
import * as http from "node:http"
import * as path from "node:path"

/** The octets of a file; undefined where there is no such file. */
export type Content = Buffer | undefined

const [portArgument = "", rootArgument = "", logArgument = ""] = process.argv.slice(2)
export const logFile = logArgument
export const root = path.resolve(rootArgument)

/** Plain names only: no dot in front, no escape, nothing that could lead out of the root. */
const plainTarget = /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/

const answer = (response: http.ServerResponse, status: number, body: Buffer): void => {
  response.writeHead(status, {
    "Content-Length": body.length,
    "Content-Type": "application/octet-stream"
  })
  response.end(body)
}

const nothing = Buffer.alloc(0)

/** `contentOf` begins within the handler, so whatever it does before its first `await` is done on the loop. */
export const listen = (contentOf: (file: string) => Promise<Content> | Content): void => {
  const handle = async (
    { method, url = "" }: http.IncomingMessage,
    response: http.ServerResponse
  ): Promise<void> => {
    if (method !== "GET") return answer(response, 405, nothing)
    if (!plainTarget.test(url)) return answer(response, 404, nothing)
    const content = await contentOf(path.join(root, url))
    return answer(response, content === undefined ? 404 : 200, content ?? nothing)
  }
  const server = http.createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      answer(response, 500, nothing)
    })
  })
  server.headersTimeout = 0
  server.requestTimeout = 0
  server.keepAliveTimeout = 300_000
  server.listen({ port: Number(portArgument), host: "127.0.0.1", backlog: 1_024 })
}

/** The same for every way of reading: what is no file is missing, all else is an error. */
export const missingIfNoFile = (error: unknown): undefined => {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined
  throw error
}

export const readNow = (file: string | number): Content => {
  try {
    return fs.readFileSync(file)
  } catch (error) {
    return missingIfNoFile(error)
  }
}

/** Contents and missing names alike, for ever: the files of a trial don't change. */
export const remembered = (
  fetch: (file: string) => Promise<Content>
): ((file: string) => Promise<Content>) => {
  const known = new Map<string, Content>()
  return async (file) => {
    if (known.has(file)) return known.get(file)
    const content = await fetch(file)
    known.set(file, content)
    return content
  }
}
