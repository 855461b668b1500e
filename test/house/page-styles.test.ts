/** A page's styles stay on its page: a class without its prefix once grew every checkbox of the program. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const pages = join(import.meta.dirname, '../../src/renderer/pages')
/** What the classes of a page begin with; `.wiz` and `.wiz-top`, not `.wizard`. */
const prefixes: Record<string, readonly string[]> = {
  calendar: ['cal'],
  contacts: ['ct', 'im'],
  domains: ['dm'],
  join: ['jn'],
  letter: ['lt'],
  mailboxes: ['mb'],
  outbox: ['ob'],
  people: ['pe'],
  replies: ['rp'],
  reports: ['rep'],
  requests: ['rq'],
  sandbox: ['sb'],
  sequences: ['seq', 'snip'],
  settings: ['st'],
  today: ['td'],
  tour: ['tour'],
  wizard: ['wiz'],
}

/** Every selector of a style sheet, one by one. */
function selectorsOf(css: string): string[] {
  const text = css.replaceAll(/\/\*[\s\S]*?\*\//g, '')
  return [...text.matchAll(/([^{};]+)\{/g)]
    .map(([, head = '']) => head.trim())
    .filter((head) => !/^(?:@|from|to|\d)/.test(head))
    .flatMap((head) => head.split(/,(?![^(]*\))/).map((one) => one.trim().replaceAll(/\s+/g, ' ')))
}

/** True where a selector reaches only what is, or stands within, something of the page's own. */
function isHome(selector: string, own: readonly string[]): boolean {
  const classes = [...selector.replaceAll(/:not\([^)]*\)/g, '').matchAll(/\.([\w-]+)/g)].map(([, name = '']) => name)
  return classes.some((name) => own.some((prefix) => name === prefix || name.startsWith(`${prefix}-`)))
}

const sheets = readdirSync(pages, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(join(pages, name))
      .filter((file) => file.endsWith('.css'))
      .map((file) => [name, file] as const),
  )

it.each(sheets)('%s/%s styles nothing of other pages', (page, file) => {
  const own = prefixes[page]
  expect(own, `no prefix is known for pages/${page}`).toBeDefined()
  const selectors = selectorsOf(readFileSync(join(pages, page, file), 'utf8'))
  expect(selectors.length).toBeGreaterThan(0)
  expect(selectors.filter((selector) => !isHome(selector, own ?? []))).toEqual([])
})

it('sees a class that would reach other pages', () => {
  const css =
    '/* .st-a {} */ .st-box .opt, .opt:not(.st-box) { top: 0 } @media (max-width: 9px) { .st-b:is(.x, .y), .stage { top: 0 } }'
  expect(selectorsOf(css).filter((selector) => !isHome(selector, ['st']))).toEqual(['.opt:not(.st-box)', '.stage'])
})
