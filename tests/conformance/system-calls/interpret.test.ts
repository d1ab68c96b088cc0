import { describe, expect, it } from "vitest"
import type { SystemCall } from "../../../src/conformance/system-calls/call.ts"
import { mayWaitForDisk, readsRequest } from "../../../src/conformance/system-calls/call.ts"
import { interpret } from "../../../src/conformance/system-calls/interpret.ts"
import { readRecording } from "../../../src/conformance/system-calls/raw-calls.ts"

const served = { roots: ["/srv/root"], port: 80 }

/** Each line is a call of thread 1, unless it says another. */
const read = (...lines: ReadonlyArray<string>): ReadonlyArray<SystemCall> => {
  const text = lines.map((line, index) => {
    const [thread, call] = /^\d+ /.test(line) ? [line.split(" ")[0], line.slice(2)] : ["1", line]
    return `${thread} ${index + 1}.000000 ${call} <0.000001>`
  })
  return interpret(readRecording(text.join("\n")).calls, served)
}

const one = (line: string): SystemCall => {
  const [call] = read(line)
  if (call === undefined) throw new Error(`no call: ${line}`)
  return call
}

const connection = "4<TCP:[127.0.0.1:80->127.0.0.1:5000]>"

describe("a call is about", () => {
  it.each([
    ['openat(AT_FDCWD</srv>, "/srv/root/a", O_RDONLY) = 3</srv/root/a>', "/a"],
    ['openat(AT_FDCWD</srv/root/x>, "../a", O_RDONLY) = 3</srv/root/a>', "/a"],
    ['openat(7</srv/root/x>, "a", O_RDONLY) = 3</srv/root/x/a>', "/x/a"],
    [String.raw`openat(7</srv/root/\303\251>, "a", O_RDONLY) = -1 ENOENT (No)`, "/é/a"],
    ['stat("/srv/root/x/", {st_mode=S_IFDIR|0755}) = 0', "/x"],
    ['access("/srv/root/a", R_OK) = -1 EACCES (Permission denied)', "/a"],
    ['newfstatat(3</srv/root/a>, "", {st_mode=S_IFREG}, AT_EMPTY_PATH) = 0', "/a"],
    ["fstat(3</srv/root/a>, {st_mode=S_IFREG}) = 0", "/a"],
    ['read(3</srv/root/a>, ""..., 4096) = 10', "/a"],
    [`sendfile(${connection}, 3</srv/root/a>, [0] => [10], 10) = 10`, "/a"],
    ["mmap(NULL, 10, PROT_READ, MAP_SHARED, 3</srv/root/a>, 0) = 0x7f00", "/a"],
    ['openat(AT_FDCWD</srv>, "/srv/rooted/a", O_RDONLY) = -1 ENOENT (No)', undefined],
    ['openat(AT_FDCWD</srv>, "/etc/mime.types", O_RDONLY) = 3</etc/mime.types>', undefined],
    ['openat(AT_FDCWD</srv/root>, "../secret", O_RDONLY) = -1 ENOENT (No)', undefined],
    [`read(${connection}, ""..., 1024) = 10`, undefined]
  ])("a file below the root: %s", (line, path) => {
    expect(one(line).path).toBe(path)
  })

  it("a file that is named from where the process stands", () => {
    const calls = read(
      'chdir("/srv/root") = 0',
      'stat("a", {}) = 0',
      'chdir("b") = 0',
      'stat("c", {}) = 0'
    )
    expect(calls.map(({ path }) => path)).toEqual([undefined, "/a", undefined, "/b/c"])
  })

  it("a file that is named from where the process stayed", () => {
    const calls = read(
      'chdir("/srv/root") = 0',
      'chdir("/etc") = -1 EACCES (Permission denied)',
      'stat("a", {}) = 0'
    )
    expect(calls.at(-1)?.path).toBe("/a")
  })

  it("a file that is named from where a child stands, which is where its maker stood", () => {
    const calls = read(
      'openat(AT_FDCWD</srv/root>, "a", O_RDONLY) = -1 ENOENT (No)',
      "clone(child_stack=NULL, flags=SIGCHLD) = 2",
      '2 stat("b", {}) = 0'
    )
    expect(calls.at(-1)).toMatchObject({ path: "/b", process: 2 })
  })

  it.each([
    [`accept4(3<TCP:[0.0.0.0:80]>, {sa_family=AF_INET}, [16], 0) = ${connection}`, 5000],
    ["accept(3<TCP:[0.0.0.0:80]>, {sin_port=htons(5001)}, [16]) = 4<TCP:[771]>", 5001],
    ["accept4(3<TCP:[0.0.0.0:80]>, 0x7f, [16], 0) = -1 EAGAIN (Resource)", undefined],
    [`recvfrom(${connection}, ""..., 10, 0, NULL, NULL) = 10`, 5000],
    ['write(4<TCPv6:[[::1]:80->[::1]:5002]>, ""..., 10) = 10', 5002],
    ['write(4<TCP:[127.0.0.1:9000->127.0.0.1:80]>, ""..., 10) = 10', undefined],
    ["close(3<TCP:[0.0.0.0:80]>) = 0", undefined]
  ])("a connection: %s", (line, peerPort) => {
    expect(one(line).peerPort).toBe(peerPort)
  })

  it("a connection that lost its name when the client vanished", () => {
    const calls = read(
      "accept(3<TCP:[0.0.0.0:80]>, {sin_port=htons(5001)}, [16]) = 4<TCP:[771]>",
      'read(4<TCP:[771]>, ""..., 10) = 10',
      'read(5<TCP:[772]>, ""..., 10) = 10'
    )
    expect(calls.map(({ peerPort }) => peerPort)).toEqual([5001, 5001, undefined])
  })
})

describe("a call", () => {
  it("of a thread belongs to the process of whoever made it, told before or after", () => {
    const calls = read(
      '3 read(0<pipe:[1]>, ""..., 1) = 1',
      "1 clone3({flags=CLONE_VM|CLONE_THREAD} => {parent_tid=[2]}, 88) = 2",
      "2 clone(child_stack=0x7f, flags=CLONE_VM|CLONE_THREAD) = 3",
      "2 clone(child_stack=NULL, flags=SIGCHLD) = 4",
      '4 read(0<pipe:[1]>, ""..., 1) = 1'
    )
    expect(calls.map(({ thread, process }) => [thread, process])).toEqual([
      [3, 1],
      [1, 1],
      [2, 1],
      [2, 1],
      [4, 4]
    ])
  })

  it("that only looks at a request has not read it", () => {
    const peeked = one(`recvfrom(${connection}, ""..., 10, MSG_PEEK, NULL, NULL) = 10`)
    expect(readsRequest(peeked)).toBe(false)
  })

  it.each([
    [`recvfrom(${connection}, ""..., 10, 0, NULL, NULL) = 10`, true],
    [`read(${connection}, "", 10) = 0`, false],
    [`read(${connection}, 0x7f, 10) = -1 EAGAIN (Resource temporarily unavailable)`, false],
    ['read(3</srv/root/a>, ""..., 10) = 10', false]
  ])("reads a request: %s", (line, reads) => {
    expect(readsRequest(one(line))).toBe(reads)
  })

  it.each([
    ['read(3</srv/root/a>, ""..., 10) = 10', true],
    [`sendfile(${connection}, 3</srv/root/a>, [0] => [10], 10) = 10`, true],
    ['openat(AT_FDCWD</srv>, "/srv/root/a", O_RDONLY) = -1 ENOENT (No)', true],
    ["mmap(NULL, 10, PROT_READ, MAP_SHARED, 3</srv/root/a>, 0) = 0x7f00", false],
    ["close(3</srv/root/a>) = 0", false],
    ['openat(AT_FDCWD</srv>, "/etc/passwd", O_RDONLY) = 3</etc/passwd>', false]
  ])("may wait for the disk that is served: %s", (line, may) => {
    expect(mayWaitForDisk(one(line))).toBe(may)
  })

  it.each([
    ['read(0<pipe:[1]>, ""..., 1) = 1', { result: 1, error: undefined }],
    ["read(0<pipe:[1]>, 0x7f, 1) = -1 EINTR (Unterbrochen)", { result: -1, error: "EINTR" }],
    [
      "read(0<pipe:[1]>, 0x7f, 1) = ? ERESTARTSYS (To be restarted)",
      { result: undefined, error: "ERESTARTSYS" }
    ],
    ["exit_group(0) = ?", { result: undefined, error: undefined }],
    ["mmap(NULL, 1, PROT_READ, MAP_PRIVATE, -1, 0) = 0x10", { result: 16, error: undefined }]
  ])("came to: %s", (line, expected) => {
    expect(one(line)).toMatchObject(expected)
  })

  it("of another kind is left out", () => {
    expect(read("getpid() = 1", "brk(NULL) = 0x55")).toEqual([])
  })
})
