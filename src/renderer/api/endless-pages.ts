/** The pages of a list that is read for as long as somebody scrolls. */
import type { InfiniteData } from '@tanstack/react-query'

export interface Page<R> {
  rows: R[]
  next: string | null
}

export type Pages<P> = InfiniteData<P, string | undefined>

/**
 * What was read again, with the pages that came behind it meanwhile: without them a list that somebody stands at the end
 * of would be as long as before, and nobody would ask for them a second time.
 */
export function withAdded<P extends Page<unknown>>(read: Pages<P>, before: Pages<P>, now: Pages<P> | undefined) {
  const known = before.pages.length
  const fits =
    now !== undefined &&
    before.pages.every((page, at) => now.pages[at] === page) &&
    read.pages.at(-1)?.next === before.pages.at(-1)?.next
  if (!fits) return read
  return {
    pages: [...read.pages, ...now.pages.slice(known)],
    pageParams: [...read.pageParams, ...now.pageParams.slice(known)],
  }
}
