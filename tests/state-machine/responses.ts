/** Reads answers as a strict client does: whatever no server may send is an error here. */

export interface Response {
  readonly status: number
  readonly head: string
  readonly fields: ReadonlyMap<string, string>
  readonly body: string
}

const statusLine = /^HTTP\/1\.1 ([1-5][0-9]{2}) [\t -~]+$/
const fieldLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+): ([!-~](?:[ -~]*[!-~])?)$/
const fixdate =
  /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/

const fieldsOf = (lines: ReadonlyArray<string>): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>()
  for (const line of lines) {
    const parts = fieldLine.exec(line)
    if (parts === null) throw new Error(`not a field line: ${JSON.stringify(line)}`)
    const name = parts[1]!.toLowerCase()
    if (fields.has(name)) throw new Error(`${name} stands twice`)
    fields.set(name, parts[2]!)
  }
  return fields
}

/** What must hold for every answer, whatever was asked. */
const requireSound = ({ status, fields }: Response): void => {
  const date = fields.get("date")
  if (date === undefined || !fixdate.test(date)) throw new Error(`Date is ${date}`)
  const modified = fields.get("last-modified")
  if (modified !== undefined && Date.parse(modified) > Date.parse(date))
    throw new Error(`Last-Modified ${modified} is later than Date ${date}`)
  if (fields.has("transfer-encoding")) throw new Error("a coding that was not asked for")
  if (status < 200) throw new Error(`status ${status} is not final`)
  const length = fields.get("content-length")
  const without = status === 204 || status === 304
  if (without !== (length === undefined)) throw new Error(`${status} with length ${length}`)
  if (length !== undefined && !/^[0-9]+$/.test(length)) throw new Error(`length ${length}`)
  if (status === 405 && !fields.has("allow")) throw new Error("405 without Allow")
  if (status === 503 && !fields.has("retry-after")) throw new Error("503 without Retry-After")
}

/** `methods` are those of the requests, in order; GET where it says nothing. */
export const parseResponses = (
  bytes: string,
  methods: ReadonlyArray<string> = []
): ReadonlyArray<Response> => {
  const responses: Array<Response> = []
  let rest = bytes
  while (rest !== "") {
    const end = rest.indexOf("\r\n\r\n")
    if (end === -1) throw new Error(`an answer without an end of its head: ${JSON.stringify(rest)}`)
    const head = rest.slice(0, end)
    const [first = "", ...lines] = head.split("\r\n")
    const status = Number(statusLine.exec(first)?.[1] ?? Number.NaN)
    if (Number.isNaN(status)) throw new Error(`not a status line: ${JSON.stringify(first)}`)
    const fields = fieldsOf(lines)
    const headOnly = methods[responses.length] === "HEAD"
    const length = headOnly ? 0 : Number(fields.get("content-length") ?? 0)
    const body = rest.slice(end + 4, end + 4 + length)
    if (body.length !== length) throw new Error(`${body.length} of ${length} bytes came`)
    const response = { status, head, fields, body }
    requireSound(response)
    const last = responses.at(-1)
    if (last?.fields.get("connection") === "close") throw new Error("an answer after the last one")
    responses.push(response)
    rest = rest.slice(end + 4 + length)
  }
  return responses
}
