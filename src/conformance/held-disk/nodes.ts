/** Which number stands for which path. Numbers are never used twice, and a folder to serve is small. */

export interface Node {
  readonly id: number
  /** Below the mount, with a leading slash; for people and patterns. */
  readonly path: string
  /** The file behind it. Names are bytes to Linux, and need not be text. */
  readonly source: Buffer
  readonly name: Buffer
  readonly folder: number
}

/** FUSE_ROOT_ID */
export const rootNode = 1

export interface Nodes {
  /** Undefined if the kernel was never told that number. */
  readonly of: (id: number) => Node | undefined
  /** The node of a name in a folder, known already or new. */
  readonly child: (folder: Node, name: Buffer) => Node
  /** Undefined if nobody asked for that path yet: then nothing of it is in memory either. */
  readonly at: (path: string) => Node | undefined
}

const slash = Buffer.from("/")

export const nodesOf = (source: string): Nodes => {
  const root: Node = {
    id: rootNode,
    path: "/",
    source: Buffer.from(source),
    name: Buffer.alloc(0),
    folder: rootNode
  }
  const byId = new Map([[rootNode, root]])
  const byPath = new Map([["/", root]])
  /** By the folder's number and the name, a character for each byte. */
  const children = new Map<string, Node>()
  return {
    of: (id) => byId.get(id),
    at: (path) => byPath.get(path),
    child: (folder, name) => {
      const key = `${folder.id}/${name.toString("latin1")}`
      const known = children.get(key)
      if (known !== undefined) return known
      const node: Node = {
        id: byId.size + 1,
        path: `${folder.path === "/" ? "" : folder.path}/${name.toString()}`,
        source: Buffer.concat([folder.source, slash, name]),
        name: Buffer.from(name),
        folder: folder.id
      }
      children.set(key, node)
      byId.set(node.id, node)
      byPath.set(node.path, node)
      return node
    }
  }
}
