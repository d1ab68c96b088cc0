/** The little of a browser that the page's script uses: the sources know no browser otherwise. */

export interface PageEvent {
  readonly key?: string
  readonly target: PageElement | null
  readonly altKey?: boolean
  readonly ctrlKey?: boolean
  readonly metaKey?: boolean
  preventDefault(): void
}

export interface PageElement {
  readonly id: string
  readonly tagName: string
  hidden: boolean
  open: boolean
  scrollTop: number
  value: string
  textContent: string | null
  readonly dataset: Readonly<Record<string, string | undefined>>
  readonly classList: {
    toggle(name: string, force?: boolean): boolean
    contains(name: string): boolean
  }
  closest(selector: string): PageElement | null
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
  addEventListener(name: string, listener: (event: PageEvent) => void): void
  focus(options?: { readonly preventScroll: boolean }): void
  scrollIntoView(options?: { readonly block: "center" | "nearest" | "start" }): void
  setAttribute(name: string, value: string): void
  removeAttribute(name: string): void
}

export interface PageDocument extends PageElement {
  readonly documentElement: PageElement
  readonly activeElement: PageElement | null
  getElementById(id: string): PageElement | null
}

export interface PageWindow {
  readonly document: PageDocument
  readonly location: { hash: string }
  readonly history: { replaceState(state: null, unused: string, address: string): void }
  addEventListener(name: string, listener: (event: PageEvent) => void): void
  matchMedia(query: string): { readonly matches: boolean }
}
