/** Several walks of emails, each in order, as one walk in that order. */
export interface SendPlace {
  /** ms since the epoch */
  at: number
  id: number
}

type Row = SendPlace & { id: number }

/** The branches' rows in one order, read only as far as they are asked for. A row may be in several branches. */
export function* merged<T extends Row>(
  streams: IterableIterator<T>[],
  isBefore: (a: SendPlace, b: SendPlace) => boolean,
) {
  const heads = streams.flatMap((stream) => {
    const { value, done } = stream.next()
    return done ? [] : [{ stream, row: value as T }]
  })
  let last: T | null = null
  while (heads.length > 0) {
    let best = 0
    for (let i = 1; i < heads.length; i++) {
      const [head, known] = [heads[i], heads[best]]
      if (head && known && isBefore(head.row, known.row)) best = i
    }
    const head = heads[best]
    if (!head) return
    if (head.row.id !== last?.id) yield head.row
    last = head.row
    const { value, done } = head.stream.next()
    if (done) heads.splice(best, 1)
    else head.row = value as T
  }
}
