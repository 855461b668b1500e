/** Which rows were seen, in eight to sixteen bytes a row: a file may hold millions, and a set of their names takes ten times that. */
export interface RowSet {
  /** False: it was in there (or, once in 2⁵², one of the same hash). */
  add(name: string): boolean
}

export function createRowSet(): RowSet {
  let places = new Float64Array(1024)
  let held = 0
  const put = (hash: number): boolean => {
    const last = places.length - 1
    let at = hash % places.length
    while (places[at] !== 0) {
      if (places[at] === hash) return false
      at = at === last ? 0 : at + 1
    }
    places[at] = hash
    return true
  }
  const grow = () => {
    const before = places
    places = new Float64Array(before.length * 2)
    for (const hash of before) if (hash !== 0) put(hash)
  }
  return {
    add(name) {
      if (held * 3 > places.length * 2) grow()
      const isNew = put(hashOf(name))
      if (isNew) held++
      return isNew
    },
  }
}

/** 52 bits, never 0: two mixes of 32 bits, as of cyrb53. */
function hashOf(name: string): number {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return 2 ** 32 * (0xfffff & b) + (a >>> 0) || 1
}
