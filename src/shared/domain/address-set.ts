/**
 * The addresses of a long list with the line each was first seen on, in 24 to 96 bytes an address: a `Set` of strings
 * would keep a million of them, and through them the text of the whole file, in memory. Addresses are remembered by a
 * 64-bit fingerprint; among a million the chance that two different ones share it is about one in thirty-seven million.
 */
export interface AddressSet {
  /** Adds an address key seen on `line` (from 1); returns the line it was seen on before, or 0 when it is new. */
  add: (key: string, line: number) => number
  size: () => number
}

export function addressSet(): AddressSet {
  let capacity = 16_384
  let slots = new Uint32Array(capacity * 3)
  let size = 0

  /** Place of the fingerprint, or of the first free slot for it. A line of 0 marks a free slot. */
  function place(table: Uint32Array, mask: number, a: number, b: number): number {
    for (let i = a & mask; ; i = (i + 1) & mask) {
      const at = i * 3
      if (table[at + 2] === 0 || (table[at] === a && table[at + 1] === b)) return at
    }
  }

  function grow(): void {
    capacity *= 4
    const wider = new Uint32Array(capacity * 3)
    for (let from = 0; from < slots.length; from += 3) {
      if (slots[from + 2] === 0) continue
      const to = place(wider, capacity - 1, slots[from] ?? 0, slots[from + 1] ?? 0)
      wider[to] = slots[from] ?? 0
      wider[to + 1] = slots[from + 1] ?? 0
      wider[to + 2] = slots[from + 2] ?? 0
    }
    slots = wider
  }

  return {
    add(key, line) {
      if (size * 2 >= capacity) grow()
      let a = 0x811c9dc5
      let b = 0x9e3779b9
      for (let i = 0; i < key.length; i++) {
        const c = key.charCodeAt(i)
        a = Math.imul(a ^ c, 0x01000193)
        b = (Math.imul(b, 0x5bd1e995) + c) | 0
      }
      a = mix(a ^ key.length)
      b = mix(b)
      const at = place(slots, capacity - 1, a, b)
      const before = slots[at + 2] ?? 0
      if (before !== 0) return before
      slots[at] = a
      slots[at + 1] = b
      slots[at + 2] = line
      size++
      return 0
    },
    size: () => size,
  }
}

/** Spreads every bit over all others, so that similar addresses land far apart. Unsigned. */
function mix(h: number): number {
  let x = h
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}
