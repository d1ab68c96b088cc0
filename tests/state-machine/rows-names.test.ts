/** Chapter U of the HTTP requirements: from a target to a file. */
import assert from "node:assert/strict"
import { it } from "vitest"
import { checkRow, get, hello, last, type Row } from "./rows.ts"

const same = (target: string): Row => ({
  id: `U ${target} is hello.txt`,
  send: get(target) + last,
  statuses: [200, 200],
  closes: true,
  rules: ["find/found"],
  check: ([first, second]) => {
    assert.equal(first?.body, hello)
    assert.equal(first?.fields.get("etag"), second?.fields.get("etag"))
  }
})

/** `locates` is false when no helper may be asked. */
const refused = (
  id: string,
  target: string,
  status: number,
  rule: Row["rules"][number],
  locates = false
): Row => ({
  id: `${id} ${target.slice(0, 40)}`,
  send: get(target),
  statuses: [status],
  closes: rule === "read/bad-target",
  rules: [rule],
  check: (_responses, host) => assert.equal(host.rules.includes("helpers/submit"), locates)
})

const body = (target: string, content: string): Row => ({
  id: `U ${target}`,
  send: get(target),
  statuses: [200],
  rules: ["find/found"],
  check: ([first]) => assert.equal(first?.body, content)
})

const rows: ReadonlyArray<Row> = [
  same("/%68ello.txt"),
  same("/hello%2etxt"),
  same("/hello%2Etxt"),
  same("/sub/../hello.txt"),
  same("/./hello.txt"),
  same("//hello.txt"),
  same("/sub/%2e%2E/hello.txt"),
  same("/.git/../hello.txt"),
  same("/hello.txt?x=1"),
  same("/hello.txt?x=/../../%zz?"),
  same("/hello.txt?q=[a]|b^{c}"),
  body("/x%2dy.txt", "dash"),
  body("/x%2Dy.txt", "dash"),
  body("/50%25.txt", "percent"),
  body("/sp%20ace.txt", "space"),
  body("/sub/", "<p>sub</p>"),
  body("/sub/.", "<p>sub</p>"),
  body("/sub/x/..", "<p>sub</p>"),
  refused("U-04a", "/../secret.txt", 400, "find/outside-root"),
  refused("U-04b", "/%2e%2e/secret.txt", 400, "find/outside-root"),
  refused("U-04c", "/..%2fsecret.txt", 404, "find/impossible-name"),
  refused("U-04d", "/%2e%2e%2fsecret.txt", 404, "find/impossible-name"),
  refused("U-04e", "/..%5csecret.txt", 404, "find/hidden"),
  refused("U-04f", "/..\\secret.txt", 400, "read/bad-target"),
  refused("U-04g", "/%252e%252e%252fsecret.txt", 404, "find/missing", true),
  refused("U-04h", "/%c0%ae%c0%ae/secret.txt", 404, "find/impossible-name"),
  refused("U-04i", "/sub/../../secret.txt", 400, "find/outside-root"),
  refused("U-04j", "//../secret.txt", 400, "find/outside-root"),
  refused("U-04k", "/.%00./secret.txt", 404, "find/impossible-name"),
  refused("U-05a", "/%zz", 400, "find/bad-encoding"),
  refused("U-05b", "/hello.txt%", 400, "find/bad-encoding"),
  refused("U-05", "/%4", 400, "find/bad-encoding"),
  refused("U-06", "/hello.txt%00.html", 404, "find/impossible-name"),
  refused("U-07 once only", "/50%2525.txt", 404, "find/missing", true),
  refused("U-08", "/sub%2findex.html", 404, "find/impossible-name"),
  refused("U-09", "/hello.txt/", 404, "find/missing", true),
  refused("U-11", "/.hidden", 404, "find/hidden"),
  refused("U-11", "/%2ehidden", 404, "find/hidden"),
  refused("U-11", "/a/.hidden/b", 404, "find/hidden"),
  refused("U-11 well-known is not hidden", "/.well-known/x", 404, "find/missing", true),
  refused("U-11 well-known, only below the root", "/a/.well-known/x", 404, "find/hidden"),
  refused("U-13", "/link.txt", 404, "find/link-leaves-root", true),
  refused("U-14, K-07", "/fifo", 403, "find/special-file", true),
  refused("U-14", "/private.txt", 403, "find/forbidden", true),
  refused("U-14", "/broken.txt", 500, "find/failed", true),
  refused("U-15", `/${"a".repeat(256)}`, 404, "find/impossible-name"),
  refused("U-15 in octets", `/${"%e4%b8%ad".repeat(86)}`, 404, "find/impossible-name"),
  refused("U-15 the longest name", `/${"a".repeat(255)}`, 404, "find/missing", true),
  refused("U-15 the path", "/aaaaaaaa".repeat(400), 404, "find/impossible-name")
]

for (const row of rows) it(row.id, () => checkRow(row))
