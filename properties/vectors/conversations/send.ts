/** The way of an answer to the client. */
import { end, get, head, last, type Scene, send } from "./scene.ts"

const old = (...lines: ReadonlyArray<string>): string => head("GET /hello.txt HTTP/1.0", ...lines)

export const sendScenes: ReadonlyArray<Scene> = [
  {
    id: "send/exact-bytes/chunks",
    title: "a file of several chunks arrives octet for octet, cold and warm",
    script: [send(get("/long.txt"), get("/long.txt"))],
    shows: ["send/exact-bytes", "send/one-version"]
  },
  {
    id: "send/partial-writes/seven",
    title: "a client that takes seven octets at once gets the same",
    script: [{ takes: 7 }, send(get("/long.txt"))],
    shows: ["send/partial-writes", "send/exact-bytes"]
  },
  {
    id: "send/in-order/cold-before-warm",
    title: "a warm file waits for the answers before it",
    script: [send(get()), send(get("/long.txt") + get() + get("/none") + last)],
    shows: ["send/in-order", "send/one-answer"]
  },
  {
    id: "send/last/close",
    title: "the end that was asked for is announced and comes",
    script: [send(last)],
    shows: ["send/close-announced"]
  },
  {
    id: "send/close-announced/old-peer",
    title: "HTTP/1.0 closes unless it is asked to stay",
    script: [send(old())],
    shows: ["send/close-announced"]
  },
  {
    id: "send/complete/old-peer-stays",
    title: "HTTP/1.0 with keep-alive is told that the connection stays",
    script: [send(old("Connection: keep-alive"), old())]
  },
  {
    id: "send/linger-end/peer-ends",
    title: "after the last answer the server waits for the end of the peer",
    script: [send(last), end]
  },
  {
    id: "send/one-answer/after-close",
    title: "no answer to what comes after the last request",
    script: [send(last + get())],
    shows: ["send/one-answer"]
  },
  {
    id: "read/peer-ended/between-requests",
    title: "the peer ends after its answer, and so does the server",
    script: [send(get("/long.txt")), end]
  }
]
