/** A right server behind a line that spoils what it sends. */
import { behind, mannered, ofKind, saying } from "../animal.ts"
import type { Peer, Server, Visit } from "../network.ts"
import type { Manners } from "../twin/manners.ts"

/** Each answer's octets changed, with what was sent on this connection before. */
const spoiled = (id: string, sentence: string, make: () => (bytes: Uint8Array) => Uint8Array) =>
  behind(id, sentence, (peer, server) => server({ ...peer, write: writing(peer, make()) }))

const writing =
  (peer: Peer, change: (bytes: Uint8Array) => Uint8Array) =>
  (bytes: Uint8Array): void =>
    peer.write(change(bytes))

/** Drops each octet of which the number on the connection divides by this. */
const without = (every: number) => () => {
  let sentBytes = 0
  return (bytes: Uint8Array): Uint8Array => {
    if ((sentBytes % every) + bytes.length < every) {
      sentBytes += bytes.length
      return bytes
    }
    const kept = new Uint8Array(bytes.length)
    let keptBytes = 0
    for (const octet of bytes) {
      sentBytes += 1
      if (sentBytes % every !== 0) kept[keptBytes++] = octet
    }
    return keptBytes === bytes.length ? bytes : kept.subarray(0, keptBytes)
  }
}

const dripMillis = 900
const dripOctets = 4

/** So much in one go, and the rest a while later. */
const dripping = (peer: Peer, server: Server): Visit => {
  const waiting: Array<() => void> = []
  const next = (): void => {
    waiting.shift()?.()
    if (waiting.length > 0) peer.after(dripMillis, next)
  }
  const later = (act: () => void): void => {
    if (waiting.push(act) === 1) peer.after(dripMillis, next)
  }
  return server({
    ...peer,
    write: (bytes) => {
      // A large file would take a day: its end is enough.
      const brief = bytes.subarray(-400)
      for (let at = 0; at < brief.length; at += dripOctets)
        later(() => peer.write(brief.subarray(at, at + dripOctets)))
    },
    finish: () => later(() => peer.finish())
  })
}

const lengthBy = (difference: number): Partial<Manners> => ({
  said: (head) =>
    head.replace(/(?<=Content-Length: )\d+/, (digits) => String(Number(digits) + difference))
})

const hidden = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

export const spoilers = ofKind("octets", [
  spoiled("seventh-octet-lost", "Each seventh octet is lost.", without(7)),
  spoiled("late-octet-lost", "One octet in three million is lost.", without(3_000_000)),
  spoiled("octet-twice", "The tenth octet of a connection is sent twice.", () => {
    let isFirst = true
    return (bytes) => {
      const wasFirst = isFirst
      isFirst = false
      return wasFirst ? Buffer.concat([bytes.subarray(0, 10), bytes.subarray(9)]) : bytes
    }
  }),
  spoiled("octet-flipped", "The last octet of what is sent has one bit wrong.", () => (bytes) => {
    const copy = Uint8Array.from(bytes)
    copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1
    return copy
  }),
  behind("drip", "Sends four octets, and waits for most of a second.", dripping),
  behind("every-answer-twice", "Each piece of an answer is sent twice.", (peer, server) =>
    server({
      ...peer,
      write: (bytes) => {
        peer.write(bytes)
        peer.write(bytes)
      }
    })
  ),
  mannered("answer-in-body", "The next answer begins inside a body.", {
    sentBody: ({ body, status }, request) => {
      if (request?.method === "HEAD" || status === 304 || status === 204) return Buffer.alloc(0)
      return body.length > hidden.length
        ? Buffer.concat([hidden, body.subarray(hidden.length)])
        : body
    }
  }),
  mannered("line-feeds-only", "Ends the lines of a head with LF alone.", {
    said: (head) => head.replaceAll("\r\n", "\n")
  }),
  saying("one-line-feed", "Ends one line of a head with LF alone.", /\r\nServer/, "\nServer"),
  mannered("length-one-more", "Content-Length is one more than the body.", lengthBy(1)),
  mannered("length-one-less", "Content-Length is one less than the body.", lengthBy(-1)),
  saying("status-without-space", "Leaves out the space behind the code.", / (\d{3}) .*/, " $1"),
  saying("folded-field", "Folds a field over two lines.", /Server: /, "Server:\r\n "),
  saying("space-before-colon", "Writes a space before a colon.", /Server:/, "Server :"),
  saying("lower-case-http", "Writes http in small letters.", /^HTTP/, "http")
])
