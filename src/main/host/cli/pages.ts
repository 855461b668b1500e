/** Lists are read page by page: a page says where the next one begins. */

interface At<Place> {
  /** Where the page before ended; left out for the first. */
  after?: Place
}
interface Page<Place> {
  /** Null: there is nothing after it. */
  next: Place | null
}

/** Every page, from the first to the last. The next one is asked for when the one before was dealt with. */
export async function* eachPage<P extends Page<Place>, Place = string>(
  ask: (at: At<Place>) => Promise<P & Page<Place>>,
): AsyncGenerator<P> {
  let at: At<Place> = {}
  for (;;) {
    const page = await ask(at)
    yield page
    if (page.next === null) return
    at = { after: page.next }
  }
}

/**
 * The first rows of a list, and whether there are more.
 *
 * @param most so many rows
 * @param size rows of one page
 */
export async function firstRows<Row, Place = string>(
  ask: (at: At<Place> & { limit: number }) => Promise<Page<Place> & { rows: Row[] }>,
  most: number,
  size = 500,
): Promise<{ rows: Row[]; more: boolean }> {
  const rows: Row[] = []
  const asked = (at: At<Place>) => ask({ ...at, limit: Math.min(size, most - rows.length) })
  for await (const page of eachPage(asked)) {
    rows.push(...page.rows)
    if (rows.length >= most) return { rows, more: page.next !== null }
  }
  return { rows, more: false }
}
