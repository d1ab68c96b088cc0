/** The bytes that a server was told to send on one connection, until the client takes them. */
export class Output {
  #pieces: Array<Uint8Array> = []
  /** Of the first piece, what was taken already. */
  #takenBytes = 0

  add(piece: Uint8Array): void {
    this.#pieces.push(piece)
  }

  /** The next bytes, which must have been added: a view where one piece holds them all. */
  take(lengthBytes: number): Uint8Array {
    const views: Array<Uint8Array> = []
    let count = 0
    for (let wanted = lengthBytes; wanted > 0;) {
      const piece = this.#pieces[count]
      if (piece === undefined) throw new Error(`${wanted} bytes are taken that were never sent`)
      const view = piece.subarray(this.#takenBytes, this.#takenBytes + wanted)
      views.push(view)
      wanted -= view.length
      this.#takenBytes += view.length
      if (this.#takenBytes < piece.length) break
      this.#takenBytes = 0
      count += 1
    }
    this.#pieces.splice(0, count)
    const [only] = views
    return views.length === 1 && only !== undefined ? only : Buffer.concat(views)
  }
}
