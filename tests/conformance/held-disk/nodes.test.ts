import { expect, test } from "vitest"
import { nodesOf, rootNode } from "../../../src/conformance/held-disk/nodes.ts"

test("a path has one number for ever, and a number one path", () => {
  const nodes = nodesOf("/behind")
  const root = nodes.of(rootNode)
  if (root === undefined) throw new Error("the root is there from the start")
  const cold = nodes.child(root, Buffer.from("cold"))
  const file = nodes.child(cold, Buffer.from("0.bin"))
  expect(nodes.child(cold, Buffer.from("0.bin"))).toBe(file)
  expect([root.id, cold.id, file.id]).toEqual([1, 2, 3])
  expect([file.path, String(file.source), file.folder]).toEqual([
    "/cold/0.bin",
    "/behind/cold/0.bin",
    2
  ])
  expect([nodes.of(3), nodes.at("/cold/0.bin")]).toEqual([file, file])
  expect([nodes.of(4), nodes.at("/cold/1.bin")]).toEqual([undefined, undefined])
})

test("names that are no text are told apart, also by the folder they are in", () => {
  const nodes = nodesOf("/behind")
  const root = nodes.of(rootNode)
  if (root === undefined) throw new Error("the root is there from the start")
  const [one, other] = [Buffer.from([0xff]), Buffer.from([0xfe])].map((name) =>
    nodes.child(root, name)
  )
  expect(one?.id).not.toBe(other?.id)
  expect(one?.source).toEqual(Buffer.concat([Buffer.from("/behind/"), Buffer.from([0xff])]))
  const nested = nodes.child(nodes.child(root, Buffer.from("a")), Buffer.from("b"))
  expect(nested.path).toBe("/a/b")
  expect(nodes.child(root, Buffer.from("b")).id).not.toBe(nested.id)
})

test("the name it keeps is a copy", () => {
  const nodes = nodesOf("/behind")
  const root = nodes.of(rootNode)
  if (root === undefined) throw new Error("the root is there from the start")
  const name = Buffer.from("a")
  const node = nodes.child(root, name)
  name.write("b")
  expect([String(node.name), String(node.source)]).toEqual(["a", "/behind/a"])
})
