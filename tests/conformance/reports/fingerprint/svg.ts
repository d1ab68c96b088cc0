/** What stands in a chart, read by libxml2, which knows nothing of what wrote it. */
import { XmlDocument } from "libxml2-wasm"

const namespaces = { s: "http://www.w3.org/2000/svg" }

/** The texts that an XPath finds, with the prefix `s`; throws where the picture is no well-formed XML. */
export const found = (svg: string, path: string): ReadonlyArray<string> => {
  const document = XmlDocument.fromString(svg)
  try {
    return document.find(path, namespaces).map((node) => node.content.trim())
  } finally {
    document.dispose()
  }
}

export interface Rectangle {
  readonly kind: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** All rectangles with what they mean, without those of the key and the paper. */
export const rectanglesOf = (svg: string): ReadonlyArray<Rectangle> => {
  const path = "//s:g//s:rect"
  const column = (name: string) => found(svg, `${path}/@${name}`)
  const [xs, ys, widths, heights] = ["x", "y", "width", "height"].map((name) =>
    column(name).map(Number)
  )
  return column("class").map((kind, index) => ({
    kind,
    x: xs?.[index] ?? 0,
    y: ys?.[index] ?? 0,
    width: widths?.[index] ?? 0,
    height: heights?.[index] ?? 0
  }))
}
