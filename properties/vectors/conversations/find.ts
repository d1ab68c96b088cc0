/** From targets to files. */
import { file, get, hello, nowSeconds, type Scene, send } from "./scene.ts"

export const findScenes: ReadonlyArray<Scene> = [
  {
    id: "find/decoded-once/percent",
    title: "a name is decoded once: the percent sign of %25 begins nothing",
    script: [send(get("/%2541.txt"))],
    files: [file("/%41.txt", "decoded once"), file("/A.txt", "decoded twice")],
    shows: ["find/decoded-once"]
  },
  {
    id: "find/never-outside-root/encoded-dots",
    title: "encoded dots climb no further than plain ones",
    script: [send(get("/%2e%2e/etc/passwd"), get("/a/../../etc/passwd"))],
    shows: ["find/never-outside-root"]
  },
  {
    id: "find/outside-root/dots",
    title: "dots above the root",
    script: [send(get("/../hello.txt"))]
  },
  {
    id: "find/query-ignored/question",
    title: "a query changes nothing",
    script: [send(get()), send(get("/a.txt?a=/../b"))],
    shows: ["find/query-ignored"]
  },
  {
    id: "find/bad-encoding/no-digits",
    title: "a percent sign without digits",
    script: [send(get("/%zz"))]
  },
  { id: "find/impossible-name/nul", title: "an encoded NUL", script: [send(get("/hello.txt%00"))] },
  {
    id: "find/impossible-name/slash",
    title: "an encoded slash is no slash",
    script: [send(get("/sub%2findex.html"))],
    files: [file("/sub/index.html", "<p>")]
  },
  {
    id: "find/hidden/dot",
    title: "a name that begins with a dot",
    script: [send(get("/.secret"))],
    files: [file("/.secret", "secret")]
  },
  {
    id: "find/found/well-known",
    title: "/.well-known/ is for everybody",
    script: [send(get("/.well-known/a"))],
    files: [file("/.well-known/a", "known")]
  },
  { id: "find/missing/file", title: "a name that is not there", script: [send(get("/none"))] },
  {
    id: "find/missing/directory",
    title: "a directory without index",
    script: [send(get("/sub/"))],
    files: [file("/sub/other.txt", "other")]
  },
  {
    id: "find/next-index/second",
    title: "the second index name, when the first is missing",
    script: [send(get("/sub/"))],
    files: [file("/sub/index.html", "<p>")],
    settings: { policy: { indexNames: ["first.html", "index.html"] } }
  },
  {
    id: "find/directory-redirect/no-slash",
    title: "a directory without its slash",
    script: [send(get("/sub"))],
    files: [file("/sub/index.html", "<p>")],
    others: [{ because: "the index itself, rfc9110#section-15.4", script: [send(get("/sub/"))] }]
  },
  {
    id: "find/forbidden/file",
    title: "a file that may not be read",
    script: [send(get("/a"))],
    files: [{ path: "/a", kind: "forbidden" }]
  },
  {
    id: "find/special-file/fifo",
    title: "a FIFO",
    script: [send(get("/a"))],
    files: [{ path: "/a", kind: "special" }]
  },
  {
    id: "find/link-leaves-root/link",
    title: "a link out of the root",
    script: [send(get("/a"))],
    files: [{ path: "/a", kind: "outside" }]
  },
  {
    id: "find/failed/disk",
    title: "a disk that fails",
    script: [send(get("/a"))],
    files: [{ path: "/a", kind: "failing" }]
  },
  {
    id: "caches/coherent/changed-file",
    title: "a file that changed is seen when the clock has moved on",
    script: [
      send(get()),
      {
        change: {
          ...hello,
          content: "HELLO WORLD!\n",
          version: "v2",
          modifiedSeconds: 1_650_000_000
        }
      },
      { clock: nowSeconds + 2 },
      send(get())
    ],
    shows: ["caches/coherent", "header/coherent"]
  }
]
