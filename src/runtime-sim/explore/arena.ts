/**
 * A set of byte strings, each with a number: 0, 1, 2 … in the order in which they came. The bytes lie one after
 * the other in one array; an open-addressing index finds them. Nothing is allocated for an entry.
 */
export class Arena {
  #bytes = new Uint8Array(1 << 16)
  #used = 0
  #starts = new Uint32Array(1 << 10)
  #hashes = new Uint32Array(1 << 10)
  /** Number + 1 of the entry; 0 where none is. A power of two long, at most half full. */
  #slots = new Uint32Array(1 << 11)
  #count = 0

  get count(): number {
    return this.#count
  }

  get memoryBytes(): number {
    return this.#bytes.length + 4 * (this.#starts.length + this.#hashes.length + this.#slots.length)
  }

  /** The number of these bytes. They are new where it is the count from before the call. */
  add(bytes: Uint8Array, length: number): number {
    const hash = hashOf(bytes, length)
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (;;) {
      const found = this.#slots[slot]!
      if (found === 0) break
      if (this.#hashes[found - 1] === hash && this.#isAt(found - 1, bytes, length)) return found - 1
      slot = (slot + 1) & mask
    }
    const number = this.#append(bytes, length, hash)
    this.#slots[slot] = number + 1
    if (this.#count * 2 > this.#slots.length) this.#rehash()
    return number
  }

  /** A copy of the bytes with this number. */
  at(number: number): Uint8Array {
    return this.#bytes.slice(this.#starts[number], this.#endOf(number))
  }

  #endOf(number: number): number {
    return number + 1 < this.#count ? this.#starts[number + 1]! : this.#used
  }

  #isAt(number: number, bytes: Uint8Array, length: number): boolean {
    const start = this.#starts[number]!
    if (this.#endOf(number) - start !== length) return false
    for (let at = 0; at < length; at++) if (this.#bytes[start + at] !== bytes[at]) return false
    return true
  }

  #append(bytes: Uint8Array, length: number, hash: number): number {
    const number = this.#count++
    if (this.#used + length > this.#bytes.length)
      this.#bytes = grown(this.#bytes, new Uint8Array(roomFor(this.#bytes.length, length)))
    if (number >= this.#starts.length) {
      this.#starts = grown(this.#starts, new Uint32Array(this.#starts.length * 2))
      this.#hashes = grown(this.#hashes, new Uint32Array(this.#hashes.length * 2))
    }
    this.#bytes.set(bytes.subarray(0, length), this.#used)
    this.#starts[number] = this.#used
    this.#hashes[number] = hash
    this.#used += length
    return number
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2)
    const mask = this.#slots.length - 1
    for (let number = 0; number < this.#count; number++) {
      let slot = this.#hashes[number]! & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = number + 1
    }
  }
}

/** What one array can hold; starts are 32 bits wide. */
const arenaBytesMax = 2 ** 32 - 1

const roomFor = (length: number, more: number): number => {
  const room = Math.min(Math.max(length * 2, length + more), arenaBytesMax)
  if (room < length + more)
    throw new RangeError(
      "the states of this exploration need more than 4 GiB: explore a smaller world"
    )
  return room
}

const grown = <Bytes extends Uint8Array | Uint32Array>(old: Bytes, wide: Bytes): Bytes => {
  wide.set(old)
  return wide
}

/** FNV-1a over the bytes, then mixed, since the index uses the low bits. */
const hashOf = (bytes: Uint8Array, length: number): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < length; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
