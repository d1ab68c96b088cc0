/** What the few names of the root are. */

const types: Readonly<Record<string, string>> = {
  ".txt": "text/plain; charset=utf-8",
  ".html": "text/html; charset=utf-8"
}

export const mediaTypeOf = (name: string): string =>
  types[/\.[a-z]+$/.exec(name)?.[0] ?? ""] ?? "application/octet-stream"
