// Node's own HTTP server with serve-static, the middleware that Express brings along.
import { createServer } from "node:http"
import finalhandler from "finalhandler"
import serveStatic from "serve-static"

const [port, host, root] = process.argv.slice(2)
const serve = serveStatic(root)
// By default Node looks only every 30 s whether a head is late.
const server = createServer({ connectionsCheckingInterval: 500 }, (request, response) => {
  serve(request, response, finalhandler(request, response))
})
server.headersTimeout = 3_000
server.requestTimeout = 6_000
server.keepAliveTimeout = 5_000
server.listen(Number(port), host)
