/**
 * What the page does where scripts run. Each function is sent to the browser as its own text, so none uses
 * anything from outside itself but its parameters.
 */
import type { PageElement, PageWindow } from "./dom.ts"

/** Hides the rows that the filters don't ask for, and says how many are left. */
export const filtering = ({ document }: PageWindow): { readonly apply: () => void } => {
  const control = (name: string) => document.getElementById(`filter-${name}`)
  const [text, verdict, level, chapter] = ["text", "verdict", "level", "chapter"].map(control)
  const count = control("count")
  const groups = [...document.querySelectorAll(".matrix tbody")].map((group) => ({
    group,
    rows: [...group.querySelectorAll("tr[data-case]")]
  }))
  const none = document.querySelector(".none")

  const isAsked = (row: PageElement, words: ReadonlyArray<string>): boolean => {
    const { verdicts = "", level: ofRow = "", text: searched = "" } = row.dataset
    const asked = verdict?.value ?? ""
    return (
      (asked === "" || verdicts.split(" ").includes(asked)) &&
      ((level?.value ?? "") === "" || ofRow === level?.value) &&
      words.every((word) => searched.includes(word))
    )
  }

  const apply = () => {
    const words = (text?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean)
    let shown = 0
    for (const { group, rows } of groups) {
      const wanted = (chapter?.value ?? "") === "" || group.dataset["chapter"] === chapter?.value
      let shownHere = 0
      for (const row of rows) {
        const isShown = wanted && isAsked(row, words)
        if (row.hidden === isShown) Object.assign(row, { hidden: !isShown })
        if (isShown) shownHere += 1
      }
      Object.assign(group, { hidden: shownHere === 0 })
      shown += shownHere
    }
    if (count !== null && count !== undefined)
      count.textContent = shown === 1 ? "1 case" : `${shown} cases`
    if (none !== null) none.hidden = shown > 0
  }

  for (const each of [text, verdict, level, chapter]) each?.addEventListener("input", apply)
  document.querySelector(".filters")?.addEventListener("submit", (event) => event.preventDefault())
  return { apply }
}

/** Shows what the address names: a view, a place in one, or a case beside it. */
export const navigating = (window: PageWindow): { readonly follow: () => void } => {
  const { document, location, history } = window
  const root = document.documentElement
  const views = [...document.querySelectorAll(".view")]
  let view: PageElement | undefined = views[0]

  const show = (wanted: PageElement | undefined) => {
    view = wanted ?? view
    for (const each of views) each.classList.toggle("current", each === view)
    for (const link of document.querySelectorAll(".top nav a")) {
      const isCurrent = link.dataset["view"] === view?.id
      if (isCurrent) link.setAttribute("aria-current", "page")
      else link.removeAttribute("aria-current")
    }
  }

  const mark = (selector: string, wanted: PageElement | null) => {
    for (const each of document.querySelectorAll(`${selector}.current`))
      each.classList.toggle("current", false)
    wanted?.classList.toggle("current", true)
  }

  const openCase = (article: PageElement) => {
    root.classList.toggle("open", true)
    mark(".case", article)
    const id = article.id.slice("case/".length)
    const row = document.querySelector(`tr[data-case="${id}"]`)
    mark("tr[data-case]", row)
    article.focus({ preventScroll: true })
    for (const panel of document.querySelectorAll(".cases")) panel.scrollTop = 0
    row?.scrollIntoView({ block: "nearest" })
  }

  const closeCase = () => {
    if (!root.classList.contains("open")) return
    root.classList.toggle("open", false)
    const row = document.querySelector("tr[data-case].current")
    mark(".case", null)
    if (location.hash.startsWith("#case/")) history.replaceState(null, "", `#${view?.id ?? ""}`)
    row?.querySelector("a")?.focus()
  }

  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1))
    const target = document.getElementById(id)
    if (target === null) return show(undefined)
    if (target.classList.contains("case")) {
      show(undefined)
      return openCase(target)
    }
    // Where the case covers the page, whoever follows a link out of it wants to see where it leads.
    if (window.matchMedia("(max-width: 69.99rem)").matches) root.classList.toggle("open", false)
    show(target.closest(".view") ?? undefined)
    target.scrollIntoView({ block: "start" })
    if (target !== view) target.focus({ preventScroll: true })
  }

  document.querySelector(".close")?.addEventListener("click", closeCase)
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeCase()
  })
  window.addEventListener("hashchange", follow)
  // Until all is loaded the browser itself scrolls to what the address names.
  window.addEventListener("load", follow)
  return { follow }
}

/** Moves among the rows that are shown, by keys and by clicks anywhere in a row. */
export const moving = ({ document, location }: PageWindow): void => {
  const rows = () =>
    [...document.querySelectorAll("tr[data-case]")].filter(
      (row) => !row.hidden && row.closest("tbody")?.hidden === false
    )
  const linkOf = (row: PageElement | undefined) => row?.querySelector("a") ?? null
  const isOpen = () => document.documentElement.classList.contains("open")

  const step = (by: number) => {
    const all = rows()
    const here =
      document.activeElement?.closest("tr[data-case]") ?? document.querySelector("tr.current")
    const at = all.findIndex((row) => row === here)
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))]
    if (next === undefined) return
    if (isOpen()) location.hash = `#case/${next.dataset["case"] ?? ""}`
    else linkOf(next)?.focus()
  }

  document.querySelector(".matrix")?.addEventListener("click", ({ target }) => {
    const id = target?.closest("tr[data-case]")?.dataset["case"]
    if (id !== undefined && target?.closest("a") === null) location.hash = `#case/${id}`
  })
  document.querySelector(".previous")?.addEventListener("click", () => step(-1))
  document.querySelector(".next")?.addEventListener("click", () => step(1))
  document.addEventListener("keydown", (event) => {
    if (event.altKey === true || event.ctrlKey === true || event.metaKey === true) return
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target?.tagName ?? "")
    if (event.key === "/" && !isTyping) {
      event.preventDefault()
      location.hash = "#results"
      return document.getElementById("filter-text")?.focus()
    }
    const inMatrix = (event.target?.closest(".matrix") ?? null) !== null
    const isArrow = event.key === "ArrowDown" || event.key === "ArrowUp"
    const fromFilter = event.target?.id === "filter-text" && event.key === "ArrowDown"
    const isLetter = !isTyping && (event.key === "j" || event.key === "k")
    if (!(isArrow && inMatrix) && !fromFilter && !isLetter) return
    event.preventDefault()
    step(event.key === "ArrowDown" || event.key === "j" ? 1 : -1)
  })
}
