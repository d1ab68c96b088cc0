/** Wrong ways to keep a connection, to share it, and to end it. */
import { type Animal, behind, hearing, mannered, ofKind, saying } from "../animal.ts"
import type { Peer, Server } from "../network.ts"
import type { Manners, Phase } from "../twin/manners.ts"
import { twin } from "../twin/twin.ts"

/** The twin, with something that all its connections share. */
const sharing = (
  id: string,
  sentence: string,
  share: (server: Server) => Server
): Omit<Animal, "kind"> => ({ id, sentence, start: (root) => share(twin()(root)) })

const ignored = { received: (): void => {} }

/** Takes no more than so many connections at a time; others are left waiting. */
const seats =
  (count: number) =>
  (server: Server): Server => {
    let taken = 0
    return (peer) => {
      if (taken >= count) return ignored
      taken += 1
      const visit = server(peer)
      const leave = (): void => {
        taken -= 1
        visit.gone?.()
      }
      return { ...visit, received: visit.received, gone: leave }
    }
  }

/** Each client that vanishes before it has all its octets costs one of so many workers. */
const leaking =
  (workers: number) =>
  (server: Server): Server => {
    let lost = 0
    return (peer) => {
      if (lost >= workers) return ignored
      let isOver = false
      let sentBytes = 0
      const visit = server({
        ...peer,
        write: (bytes) => {
          sentBytes += bytes.length
          peer.write(bytes)
        },
        finish: () => {
          isOver = true
          peer.finish()
        }
      })
      const gone = (): void => {
        if (!isOver && sentBytes > 1_000_000) lost += 1
        visit.gone?.()
      }
      return { ...visit, received: visit.received, gone }
    }
  }

/** One loop that waits until a client has taken its answer. */
const waitingForReaders = (server: Server): Server => {
  const peers = new Set<Peer>()
  return (peer) => {
    peers.add(peer)
    const visit = server(peer)
    const isBlocked = (): boolean =>
      [...peers].some((other) => other !== peer && other.unreadBytes() > 0)
    const received = (bytes: Buffer): void => {
      if (isBlocked()) peer.after(50, () => received(bytes))
      else visit.received(bytes)
    }
    const gone = (): void => {
      peers.delete(peer)
      visit.gone?.()
    }
    return { ...visit, received, gone }
  }
}

/** So much later than asked for. */
const late = (peer: Peer, millis: number): Peer => ({
  ...peer,
  finish: () => void peer.after(millis, peer.finish)
})

const unlimited = (phase: Phase): Partial<Manners> => ({
  isLimited: (each) => each !== phase
})

const answering = (count: number, then: (peer: Peer) => void) => (peer: Peer, server: Server) => {
  let heads = 0
  return server({
    ...peer,
    write: (bytes) => {
      if (Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "HTTP/") heads += 1
      if (heads <= count) peer.write(bytes)
      else then(peer)
    }
  })
}

export const connectionAnimals = ofKind("connection", [
  behind(
    "hangs-after-one",
    "The second answer of a connection never comes, nor its end.",
    (peer, server) => answering(1, () => {})({ ...peer, finish: () => {} }, server)
  ),
  mannered("closes-after-one", "Closes behind each answer, and says so.", { isLast: () => true }),
  behind(
    "closes-unannounced",
    "Closes behind the first answer, and does not say so.",
    (peer, server) => answering(1, () => {})(closingAfterWrite(peer), server)
  ),
  mannered("never-closes", "Says close, and stays.", { closes: false }),
  saying("close-unsaid", "Closes when asked, and does not say so.", /Connection: close\r\n/, ""),
  behind("late-fin", "Closes three seconds after it said so.", (peer, server) =>
    server(late(peer, 3_000))
  ),
  behind("resets-at-the-end", "Resets right behind the last octet.", (peer, server) =>
    server({ ...peer, finish: peer.abort })
  ),
  behind("resets-when-read", "Resets where others close, when all has been read.", (peer, server) =>
    server({ ...peer, finish: () => void peer.after(5, peer.abort) })
  ),
  hearing("close-unheard", "Does not hear that the client wants to close.", (line) =>
    /^connection: *close/i.test(line) ? undefined : line
  ),
  mannered("goes-on-after-close", "Announces the end, and answers the next request.", {
    isLast: ({ minor }) => minor === 0,
    said: (head, request) =>
      request?.lines.some((line) => /^connection: *close/i.test(line)) === true
        ? head.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
        : head
  }),
  mannered(
    "old-clients-kept",
    "Keeps the connection of an HTTP/1.0 client that did not ask for it.",
    {
      isLast: ({ lines }) => lines.some((line) => /^connection:.*close/i.test(line))
    }
  ),
  saying(
    "keep-alive-unsaid",
    "Keeps an HTTP/1.0 connection, and does not say so.",
    /Connection: keep-alive\r\n/,
    ""
  ),
  hearing("gap-in-list", "Gives up a list at its first empty element.", (line) =>
    /^(connection|if-none-match): *,/i.test(line) ? undefined : line.replace(/, *,.*/, "")
  ),
  behind("half-close-is-close", "Drops a client that closes its sending half.", (peer, server) => {
    const visit = server({
      ...peer,
      write: (bytes) => void peer.after(1, () => peer.write(bytes)),
      finish: () => void peer.after(1, peer.finish)
    })
    return { ...visit, ended: peer.abort }
  }),
  behind(
    "reset-over-unread",
    "Answers before the body was read, and the reset destroys the answer.",
    (peer, server) => {
      const visit = server(peer)
      return {
        ...visit,
        received: (bytes) => {
          if (/Content-Length: \d{7}/.test(bytes.toString("latin1", 0, 400))) peer.abort()
          else visit.received(bytes)
        }
      }
    }
  ),
  behind(
    "one-read-is-a-request",
    "Takes what one read brought for the whole request.",
    (peer, server) => {
      const visit = server(peer)
      return {
        ...visit,
        received: (bytes) =>
          visit.received(bytes.includes("\r\n\r\n") ? bytes : Buffer.from("what\r\n\r\n"))
      }
    }
  ),
  behind("reads-counted", "Gives up after twenty reads.", (peer, server) => {
    const visit = server(peer)
    let reads = 0
    return {
      ...visit,
      received: (bytes) => {
        if ((reads += 1) <= 20) visit.received(bytes)
        else peer.finish()
      }
    }
  }),
  behind(
    "split-line-end-lost",
    "Does not see a line end of which CR and LF come apart.",
    (peer, server) => {
      const visit = server(peer)
      let wasReturn = false
      return {
        ...visit,
        received: (bytes) => {
          const rest = wasReturn && bytes[0] === 0x0a ? bytes.subarray(1) : bytes
          wasReturn = bytes.at(-1) === 0x0d
          visit.received(rest)
        }
      }
    }
  ),
  sharing(
    "fifty-seats",
    "Takes fifty connections at a time, and leaves others waiting.",
    seats(50)
  ),
  sharing(
    "leaks-workers",
    "Each client that vanishes in the middle of a large file costs a worker.",
    leaking(100)
  ),
  sharing(
    "waits-for-readers",
    "Everybody waits for a client that does not read.",
    waitingForReaders
  ),
  mannered("no-head-timer", "Waits for ever for the rest of a head.", unlimited("head")),
  mannered("no-body-timer", "Waits for ever for the rest of a body.", unlimited("body")),
  mannered("no-idle-timer", "Keeps a connection for ever that nobody uses.", unlimited("idle")),
  mannered("no-send-timer", "Waits for ever for a client to take its answer.", unlimited("send")),
  behind("idle-reset", "Resets a connection that nobody uses.", (peer, server) =>
    server({ ...peer, after: (millis, act) => peer.after(millis, () => (peer.abort(), act())) })
  ),
  mannered("head-timer-restarts", "Each octet of a head gives its sender the whole time again.", {
    isPatient: true
  }),
  behind(
    "answers-early",
    "Answers at the end of any line, before the empty one.",
    (peer, server) => {
      const visit = server(peer)
      return {
        ...visit,
        received: (bytes) => {
          const text = bytes.toString("latin1")
          const isUnfinished = /\r\nHost.*[^\n]\r\n$/s.test(text) && !text.includes("\r\n\r\n")
          visit.received(isUnfinished ? Buffer.from(`${text}\r\n`, "latin1") : bytes)
        }
      }
    }
  )
])

/** Ends the connection in the moment in which something was written. */
const closingAfterWrite = (peer: Peer): Peer => ({
  ...peer,
  write: (bytes) => {
    peer.write(bytes)
    peer.after(0, peer.finish)
  }
})
