import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Page, type Pages, withAdded } from '../../src/renderer/api/endless-pages.ts'

type Listed = Pages<Page<number>>

/** `count` pages of three rows each, the last one open as long as `hasMore`. */
function listed(count: number, hasMore: boolean): Listed {
  const pages = Array.from({ length: count }, (_, at) => ({
    rows: [at * 3, at * 3 + 1, at * 3 + 2],
    next: at < count - 1 || hasMore ? String(at + 1) : null,
  }))
  return { pages, pageParams: pages.map((_, at) => (at === 0 ? undefined : String(at))) }
}

const first = ({ pages, pageParams }: Listed, count: number): Listed => ({
  pages: pages.slice(0, count),
  pageParams: pageParams.slice(0, count),
})
const again = ({ pages, pageParams }: Listed): Listed => ({ pages: pages.map((page) => ({ ...page })), pageParams })
const rows = ({ pages }: Listed) => pages.flatMap((page) => page.rows)

test('pages that came while those before were read again stay, each once and in their place', () => {
  const sizes = fc.record({ before: fc.integer({ min: 1, max: 6 }), added: fc.nat(6), hasMore: fc.boolean() })
  fc.assert(
    fc.property(sizes, ({ before, added, hasMore }) => {
      const now = listed(before + added, hasMore)
      const had = first(now, before)
      const kept = withAdded(again(had), had, now)
      expect(rows(kept)).toEqual(rows(now))
      expect(kept.pages.map(({ next }) => next)).toEqual(now.pages.map(({ next }) => next))
      expect(kept.pageParams).toEqual(now.pageParams)
    }),
  )
})

test('what ends elsewhere now, or was replaced meanwhile, is taken as it was read', () => {
  const now = listed(4, true)
  const had = first(now, 2)
  const shorter = { ...again(had), pages: had.pages.map((page, at) => (at === 1 ? { ...page, next: 'else' } : page)) }
  expect(withAdded(shorter, had, now)).toBe(shorter)
  const read = again(had)
  expect(withAdded(read, had, again(now))).toBe(read)
  expect(withAdded(read, had, undefined)).toBe(read)
})
