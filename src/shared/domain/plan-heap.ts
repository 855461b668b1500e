/** A binary heap: the item that comes before all others is `items[0]`. */
export interface Heap<T> {
  items: T[]
  before: (a: T, b: T) => boolean
}

export function heapOf<T>(before: (a: T, b: T) => boolean): Heap<T> {
  return { items: [], before }
}

export function push<T>(heap: Heap<T>, item: T): void {
  const { items, before } = heap
  let i = items.length
  items.push(item)
  while (i > 0) {
    const parent = (i - 1) >> 1
    const above = items[parent] as T
    if (!before(item, above)) break
    items[i] = above
    i = parent
  }
  items[i] = item
}

/** Puts the first item where it belongs after it has changed. */
export function sink<T>(heap: Heap<T>): void {
  const { items, before } = heap
  const size = items.length
  if (size < 2) return
  const item = items[0] as T
  let i = 0
  for (;;) {
    let child = 2 * i + 1
    if (child >= size) break
    if (child + 1 < size && before(items[child + 1] as T, items[child] as T)) child += 1
    const below = items[child] as T
    if (!before(below, item)) break
    items[i] = below
    i = child
  }
  items[i] = item
}

/** Takes the first item off; undefined when there is none. */
export function pop<T>(heap: Heap<T>): T | undefined {
  const { items } = heap
  const first = items[0]
  const last = items.pop()
  if (items.length > 0) {
    items[0] = last as T
    sink(heap)
  }
  return first
}
