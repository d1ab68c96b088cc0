/** How text is set off; the caller knows whether there is a terminal. */

export interface Style {
  readonly strong: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly note: (text: string) => string
  readonly faint: (text: string) => string
}

const same = (text: string): string => text
export const plainStyle: Style = { strong: same, good: same, bad: same, note: same, faint: same }
