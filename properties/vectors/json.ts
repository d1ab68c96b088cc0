/** JSON to be reviewed: what fits on a line stands on one, and every octet that can't be seen is escaped. */

const columnsMax = 110

const escaped = (text: string): string =>
  text.replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  )

const compact = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(compact).join(", ")}]`
  if (typeof value !== "object" || value === null) return escaped(JSON.stringify(value))
  const members = Object.entries(value).map(
    ([key, member]) => `${escaped(JSON.stringify(key))}: ${compact(member)}`
  )
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`
}

const laidOut = (value: unknown, indent: string, used: number): string => {
  const line = compact(value)
  if (
    indent.length + used + line.length <= columnsMax ||
    typeof value !== "object" ||
    value === null
  )
    return line
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${laidOut(item, inner, 0)}`)
    return items.length === 0 ? "[]" : `[\n${items.join(",\n")}\n${indent}]`
  }
  const members = Object.entries(value).map(([key, member]) => {
    const name = `${escaped(JSON.stringify(key))}: `
    return `${inner}${name}${laidOut(member, inner, name.length)}`
  })
  return `{\n${members.join(",\n")}\n${indent}}`
}

export const toJson = (value: unknown): string => `${laidOut(value, "", 0)}\n`
