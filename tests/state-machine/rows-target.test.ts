/** Chapter R of the HTTP requirements: request line, target, Host. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { checkRow, get, hello, last, type Row } from "./rows.ts"

const withHost = (lines: string, minor = 1): string =>
  `GET /hello.txt HTTP/1.${minor}\r\n${lines}\r\n`

const refused = (id: string, send: string, rule: Row["rules"][number], status = 400): Row => ({
  id,
  send,
  statuses: [status],
  closes: true,
  rules: [rule]
})

const served = (id: string, send: string, closes = false): Row => ({
  id,
  send,
  statuses: [200],
  closes,
  rules: ["header/full"],
  check: ([full]) => assert.equal(full?.body, hello)
})

const badHosts = [
  "a b",
  "u@localhost",
  "localhost/x",
  "localhost:80x",
  "localhost:-1",
  "[::1",
  "[::1]x",
  "[]",
  "[:::]",
  "[1::2::3]",
  "[1:2:3:4:5:6:7:8:9]",
  "[1:2:3:4:5:6:7]",
  "[::12345]",
  "[1.2.3.4::]",
  "[1.2.3.4]",
  "[::1.2.3.256]",
  "[::1.2.3]",
  "[v.x]",
  "%zz",
  "a?b",
  "a#b",
  'a"b',
  "\xfc"
]
const goodHosts = [
  "",
  "localhost:",
  "localhost:8080",
  "a,b",
  "%41",
  "[::]",
  "[::1]:80",
  "[1:2:3:4:5:6:7:8]",
  "[1:2:3:4:5:6:1.2.3.4]",
  "[::ffff:1.2.3.4]",
  "[v1.x:y]"
]

const rows: ReadonlyArray<Row> = [
  refused(
    "R-01 two spaces",
    "GET  /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n",
    "read/bad-request-line"
  ),
  {
    id: "R-02 a method that nobody knows",
    send: get("/hello.txt", "", "BREW") + last,
    statuses: [501, 200],
    closes: true,
    rules: ["read/method-unknown"]
  },
  {
    id: "R-02b a method of 200 octets",
    send: get("/hello.txt", "", "A".repeat(200)) + last,
    statuses: [501, 200],
    closes: true,
    rules: ["read/method-unknown"]
  },
  refused(
    "R-03 a target of 100000 octets",
    get(`/${"a".repeat(99_999)}`),
    "read/target-too-long",
    414
  ),
  served("R-04 a request line of 8000 octets", get(`/hello.txt?${"a".repeat(7980)}`)),
  refused("R-05 a space in the target", get("/sp ace.txt"), "read/bad-request-line"),
  refused("R-06 no Host", withHost(""), "read/bad-host"),
  refused("R-07 two equal Hosts", withHost("Host: a\r\nHost: a\r\n"), "read/bad-host"),
  refused("R-07 two Hosts in 1.0", withHost("Host: a\r\nHost: b\r\n", 0), "read/bad-host"),
  ...badHosts.map((host) =>
    refused(`R-08 Host: ${host}`, withHost(`Host: ${host}\r\n`), "read/bad-host")
  ),
  refused("R-08 an invalid Host in 1.0", withHost("Host: a b\r\n", 0), "read/bad-host"),
  ...goodHosts.map((host) => served(`R-08v Host: ${host}`, withHost(`Host: ${host}\r\n`))),
  served("R-09 1.0 without Host", withHost("", 0), true),
  served("R-10 absolute-form", get("http://localhost/hello.txt")),
  served("R-10 the scheme has no case", get("HTTP://localhost:80/hello.txt")),
  {
    id: "R-10 absolute-form without a path names the root",
    send: get("http://localhost"),
    statuses: [404],
    rules: ["find/missing"]
  },
  {
    id: "R-11 absolute-form does not need the same Host",
    send: "GET http://localhost/hello.txt HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    statuses: [200],
    rules: ["header/full"]
  },
  ...["localhost:", "localhost", "localhost:0x", "/hello.txt", "a b:1", "u@localhost:1"].map(
    (target) =>
      refused(
        `R-12 CONNECT ${target}`,
        get(target, "", "CONNECT"),
        target.includes(" ") ? "read/bad-request-line" : "read/bad-target"
      )
  ),
  {
    id: "R-12 CONNECT localhost:0 is no tunnel",
    send: get("localhost:0", "", "CONNECT") + last,
    statuses: [405, 200],
    closes: true,
    rules: ["read/method-not-allowed"]
  },
  {
    id: "R-13a OPTIONS *",
    send: get("*", "", "OPTIONS") + last,
    statuses: [204, 200],
    closes: true,
    rules: ["read/options"]
  },
  refused("R-13b GET *", get("*"), "read/bad-target"),
  refused("R-14 a fragment", get("/hello.txt#frag"), "read/bad-target"),
  refused("R-15 userinfo", get("http://u:p@localhost/hello.txt"), "read/bad-target"),
  refused("R-16 an empty host", get("http:///hello.txt"), "read/bad-target"),
  refused("R-16 an empty host with a port", get("http://:80/hello.txt"), "read/bad-target"),
  refused("R-17 no slash", get("hello.txt"), "read/bad-target"),
  refused("R-17 another scheme", get("ftp://localhost/hello.txt"), "read/bad-target")
]

for (const row of rows) it(row.id, () => checkRow(row))
