/** Style sheets as text: the tag tells the formatter, and leaves out the indentation. */

export const css = (literal: TemplateStringsArray): string =>
  literal.raw.join("").replaceAll(/\n\s*/g, "\n")
