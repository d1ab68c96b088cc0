// Node's own HTTP server with serve-static, the middleware that Express brings along; only the timeouts are longer.
import { createServer } from "node:http"
import finalhandler from "finalhandler"
import serveStatic from "serve-static"

const [port, host, root] = process.argv.slice(2)
const serve = serveStatic(root)
const server = createServer((request, response) => {
  const done = finalhandler(request, response)
  // As Express does: serve-static throws where a target has no path (GET p://hello.txt), which would be the end of the process.
  try {
    serve(request, response, done)
  } catch (error) {
    done(error)
  }
})
server.headersTimeout = 300_000
server.requestTimeout = 300_000
server.keepAliveTimeout = 300_000
server.listen(Number(port), host)
