/** Servers to which it matters how a request arrives: each multiplier rejects the one that it is for. */
import * as net from "node:net"
import { afterEach, describe, expect, test } from "vitest"
import { choose, type Report, run } from "../../../src/conformance/library.ts"
import { rootFiles } from "../../../src/conformance/root.ts"

interface Answering {
  /** Octets of one read; what is answered is sent at once. */
  readonly onRead: (text: string, socket: net.Socket) => void
}

const head = (status: string, length: number): string =>
  `HTTP/1.1 ${status}\r\nDate: Tue, 02 Jan 2024 03:04:05 GMT\r\nContent-Length: ${length}\r\n`

const answerTo = (request: string): Buffer => {
  const [method = "", target = ""] = request.split(" ")
  const file = Object.values(rootFiles).find(({ path }) => `/${path}` === target)
  const body = Buffer.from(file?.bytes ?? Buffer.from("no\n"))
  const close = /^connection: close/im.test(request) ? "Connection: close\r\n" : ""
  const text = `${head(file === undefined ? "404 Not Found" : "200 OK", body.length)}${close}\r\n`
  return Buffer.concat([Buffer.from(text), method === "HEAD" ? Buffer.alloc(0) : body])
}

const closes = (request: string): boolean => /^connection: close/im.test(request)

/** Right, however the octets come. */
const honest = (change: (request: string, before: ReadonlyArray<string>) => Buffer) => {
  const seen: Array<string> = []
  let pending = ""
  return {
    onRead: (text: string, socket: net.Socket) => {
      const requests = (pending + text).split("\r\n\r\n")
      pending = requests.pop() ?? ""
      for (const request of requests) {
        socket.write(change(request, seen))
        seen.push(request)
        if (closes(request)) socket.end()
      }
    }
  }
}

const servers: Record<string, () => Answering> = {
  "right about everything": () => honest(answerTo),
  // Each read is taken for a whole request: the most common mistake of all.
  "takes a read for a request": () => ({
    onRead: (text, socket) => {
      for (const request of text.split("\r\n\r\n").filter((part) => part !== "")) {
        socket.write(answerTo(request))
        if (closes(request)) socket.end()
      }
    }
  }),
  "is another one after a HEAD": () =>
    honest((request, before) =>
      before.some((each) => each.startsWith("HEAD"))
        ? answerTo("GET /nope HTTP/1.1")
        : answerTo(request)
    ),
  // As if nobody waited: what a server does that writes errors past its queue.
  "answers what is missing ahead of its turn": () => {
    const later: Array<Buffer> = []
    return honest((request) => {
      const answer = answerTo(request)
      if (answer.length < 1_000_000) return Buffer.concat([answer, ...later.splice(0)])
      later.push(answer)
      return Buffer.alloc(0)
    })
  }
}

let close: () => void = () => {}
afterEach(() => close())

const verify = async (name: string): Promise<Report> => {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    const { onRead } = servers[name]?.() ?? honest(answerTo)
    sockets.add(socket)
    socket.on("error", () => socket.destroy())
    socket.on("data", (bytes) => onRead(bytes.toString("latin1"), socket))
  })
  close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return run(choose({ ids: ["M-01", "U-07", "U-10"] }), () => net.connect(port, "127.0.0.1"), {
    jobs: 1,
    profile: { patienceMillis: 400 }
  })
}

const verdicts = ({ cases }: Report): ReadonlyArray<string> =>
  cases
    .filter(({ chapter }) => chapter === "multipliers")
    .map(({ id, verdict }) => `${id} ${verdict}`)

describe("every manner of sending", () => {
  test.each([
    ["right about everything", ["S-01 pass", "S-02 pass", "S-03 pass", "S-04 pass", "S-05 pass"]],
    [
      "takes a read for a request",
      ["S-01 deviates", "S-02 deviates", "S-03 deviates", "S-04 pass", "S-05 pass"]
    ],
    [
      "is another one after a HEAD",
      ["S-01 pass", "S-02 pass", "S-03 pass", "S-04 deviates", "S-05 pass"]
    ],
    [
      "answers what is missing ahead of its turn",
      ["S-01 pass", "S-02 pass", "S-03 pass", "S-04 pass", "S-05 deviates"]
    ]
  ])("%s", { timeout: 30_000 }, async (name, expected) => {
    expect(verdicts(await verify(name))).toEqual(expected)
  })

  test(
    "a difference is shown with the cut, what came, and what should have come",
    { timeout: 30_000 },
    async () => {
      const report = await verify("takes a read for a request")
      const split = report.cases.find(({ id }) => id === "S-01")
      expect(split?.outcome).toMatch(/^other responses in /)
      expect(split?.found).toMatch(/M-01, GET, cut at \d+: .* for 200 \(12\), FIN/)
      expect(split?.exchanges.length).toBeGreaterThanOrEqual(2)
    }
  )
})
