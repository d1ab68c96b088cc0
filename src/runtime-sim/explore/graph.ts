/** The graph of an exploration: states and moves as numbers, in arrays that grow. */

export interface MoveKind {
  /** Whose move it is. */
  readonly source: string
  /** Fairness: who can make it again and again without a break does make it some time. */
  readonly owed: boolean
}

export class Graph {
  /** First edge of each state; states are expanded in the order of their numbers. */
  readonly first = new Numbers()
  /** Where an edge leads. */
  readonly to = new Numbers()
  /** Which move it is. */
  readonly move = new Numbers()
  /** Who still waits in a state, a bit for each client. */
  readonly waiting = new Numbers()
  readonly #moves: Array<string> = []
  readonly #sources: Array<string> = []
  readonly #owed: Array<boolean> = []
  readonly #moveOf = new Map<string, number>()

  /** States whose moves are all known. */
  get expanded(): number {
    return this.first.length
  }

  get memoryBytes(): number {
    const all = [this.first, this.to, this.move, this.waiting]
    return all.reduce((sum, numbers) => sum + numbers.memoryBytes, 0)
  }

  moveNamed(label: string, about: () => MoveKind): number {
    const known = this.#moveOf.get(label)
    if (known !== undefined) return known
    const { source, owed } = about()
    this.#moves.push(label)
    this.#sources.push(source)
    this.#owed.push(owed)
    this.#moveOf.set(label, this.#moves.length - 1)
    return this.#moves.length - 1
  }

  labelOf(move: number): string {
    return this.#moves[move] ?? ""
  }

  /** To whom fairness is owed that this move is his. */
  sourceOf(move: number): string {
    return this.#sources[move] ?? ""
  }

  isOwed(move: number): boolean {
    return this.#owed[move] ?? false
  }

  /** Edges of a state: from the first number up to the second, without it. */
  edgesOf(state: number): readonly [from: number, to: number] {
    const last = state + 1 < this.first.length ? this.first.at(state + 1) : this.to.length
    return [this.first.at(state), last]
  }
}

/** Whole numbers below 2 to the 32, one after the other. */
export class Numbers {
  #values = new Uint32Array(1 << 10)
  #length = 0

  get length(): number {
    return this.#length
  }

  get memoryBytes(): number {
    return this.#values.length * 4
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wide = new Uint32Array(this.#values.length * 2)
      wide.set(this.#values)
      this.#values = wide
    }
    this.#values[this.#length++] = value
  }

  at(index: number): number {
    return this.#values[index]!
  }
}
