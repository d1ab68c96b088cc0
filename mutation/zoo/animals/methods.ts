/** Wrong ideas of what a method asks for. */
import { hearing, mannered, ofKind, saying, taking } from "../animal.ts"
import { type Answer, type Request, valueOf } from "../twin/message.ts"

const withStatus =
  (from: number, status: number) =>
  (answer: Answer): Answer =>
    answer.status === from ? { ...answer, status } : answer

/** Requests with this method are answered so instead. */
const onMethod =
  (method: RegExp, change: (answer: Answer, request: Request) => Answer) =>
  (answer: Answer, request: Request | undefined): Answer =>
    request !== undefined && method.test(request.method) ? change(answer, request) : answer

const fine = (answer: Answer): Answer => ({ ...answer, status: 200 })

export const methodAnimals = ofKind("method", [
  taking("unknown-is-get", "Takes a method that it does not know for GET.", /^BREW /, "GET "),
  taking("long-method-is-get", "Takes a long method for GET.", /^A{9,} /, "GET "),
  mannered("unknown-fails", "Fails at a method that it does not know.", {
    answered: withStatus(501, 500)
  }),
  taking("any-case", "Takes get for GET.", /^get /, "GET "),
  mannered("delete-is-fine", "Says 200 to DELETE, and does nothing.", {
    answered: onMethod(/^DELETE$/, fine)
  }),
  mannered("put-is-fine", "Says 200 to PUT, and does nothing.", {
    answered: onMethod(/^PUT$/, fine)
  }),
  mannered("post-fails", "Fails at POST.", {
    answered: onMethod(/^POST$/, (answer) => ({ ...answer, status: 500 }))
  }),
  saying("allow-unsaid", "Says 405 without Allow.", /Allow: .*\r\n/, ""),
  mannered("options-without-allow", "Answers OPTIONS without Allow.", {
    answered: onMethod(/^OPTIONS$/, (answer) => ({ ...answer, lines: [] }))
  }),
  mannered("star-fails", "Fails at OPTIONS *.", {
    answered: onMethod(/^OPTIONS$/, (answer, { target }) =>
      target === "*" ? { ...answer, status: 500 } : answer
    )
  }),
  hearing("connect-tunnels", "Says 200 to CONNECT.", (line) =>
    line.replace(/^CONNECT \S+/, "OPTIONS *")
  ),
  hearing("connect-to-zero", "Says 200 to CONNECT with the port 0.", (line) =>
    line.replace(/^CONNECT \S+:0 /, "OPTIONS * ")
  ),
  mannered("trace-echoes", "Sends back all fields of a TRACE.", {
    answered: onMethod(/^TRACE$/, (_, { lines }) => ({
      status: 200,
      lines: ["Content-Type: message/http"],
      body: Buffer.from(lines.join("\r\n"))
    }))
  }),
  mannered("head-has-body", "Sends a body to HEAD.", {
    sentBody: ({ status, body }) => (status === 304 || status === 204 ? Buffer.alloc(0) : body)
  }),
  mannered("head-error-with-body", "Sends a body to HEAD where it is an error.", {
    sentBody: ({ status, body }, request) =>
      status === 304 || status === 204 || (request?.method === "HEAD" && status < 400)
        ? Buffer.alloc(0)
        : body
  }),
  mannered("head-of-nothing", "Says Content-Length: 0 to HEAD.", {
    said: (head, request) =>
      request?.method === "HEAD" ? head.replace(/(?<=Content-Length: )\d+/, "0") : head
  }),
  mannered("head-without-tag", "Answers HEAD without the ETag of GET.", {
    said: (head, request) => (request?.method === "HEAD" ? head.replace(/ETag: .*\r\n/, "") : head)
  }),
  mannered("head-ranged", "Answers HEAD with a Range by 206.", {
    answered: onMethod(/^HEAD$/, (answer, { lines }) =>
      valueOf(lines, "range") === undefined
        ? answer
        : { ...answer, status: 206, lines: [...answer.lines, "Content-Range: bytes 0-4/12"] }
    )
  })
])
