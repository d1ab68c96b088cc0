// Node with fs.promises.readFile, and its thread pool as it comes: four threads.
import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import { join } from "node:path"

const [port, host, root] = process.argv.slice(2)
const name = /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/
const server = createServer(async (request, response) => {
  try {
    if (!name.test(request.url)) throw new Error("no plain name")
    const content = await readFile(join(root, request.url))
    response.writeHead(200, { "Content-Length": content.length }).end(content)
  } catch {
    response.writeHead(404, { "Content-Length": 0 }).end()
  }
})
server.headersTimeout = 300_000
server.requestTimeout = 300_000
server.keepAliveTimeout = 300_000
server.listen(Number(port), host)
