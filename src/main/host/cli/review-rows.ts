/** The emails of a step before anybody is engaged: whose, page by page, and how each one stands. */
import type { Client } from '../../../shared/contract/index.ts'
import { addressKey } from '../../../shared/domain/address.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { ConnectOptions } from './connect.ts'
import { type Io, remark } from './io.ts'
import { eachPage } from './pages.ts'
import { seedOf } from './schedule-options.ts'
import { joinOf, type WhomOptions, whomOf } from './whom-options.ts'

export interface ReviewOptions extends ConnectOptions, WhomOptions {
  step: number
  seed?: number
}

export type Review = Awaited<ReturnType<Client['schedule']['review']>>
export type Letter = Review['rows'][number]
type Asked = Parameters<Client['schedule']['review']>[0]

/** Rows of one page: each is made as an email is made. */
const pageSize = 100

/**
 * Which emails are looked at. Where the contacts are dealt out, the draw is made here, so that all pages show one and the
 * same; it is told, for engaging must draw alike.
 */
export async function letterWish(client: Client, sequence: string, options: ReviewOptions, io: Io): Promise<Asked> {
  const whom = whomOf(options)
  const join = whom.join === undefined ? {} : { join: await joinOf(client, sequence, whom.join) }
  const isDealt = whom.assign === 'selected' || whom.assign === 'group'
  const seed = options.seed ?? (isDealt && whom.join === undefined ? seedOf(options, io) : undefined)
  if (seed !== undefined && options.seed === undefined)
    remark(io, `Who writes to whom was drawn. Give --seed ${seed} to the next review, and to engage.`)
  return { ...whom, ...join, ...(seed === undefined ? {} : { seed }), sequence, step: options.step }
}

/** Every page of what is asked, `most` emails together. */
export async function* letterPages(
  client: Client,
  wish: Asked,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Review> {
  let seen = 0
  const ask = (at: { after?: number }) =>
    client.schedule.review({ ...wish, ...at, limit: Math.min(pageSize, most - seen) })
  for await (const page of eachPage(ask)) {
    yield page
    seen += page.rows.length
    if (seen >= most) return
  }
}

/**
 * The emails to some contacts, named by address or id, in their order.
 *
 * @throws Refusal `not_found` for one who would not be written to
 */
export async function lettersTo(client: Client, wish: Asked, names: readonly string[]): Promise<Letter[]> {
  const isDealt = wish.join !== undefined || wish.assign === 'selected' || wish.assign === 'group'
  // who is dealt out with others may have another sender when alone
  const asked = isDealt ? wish : { ...wish, contacts: [...names] }
  const found = new Map<string, Letter>()
  const isNamed = (row: Letter) => (name: string) =>
    row.contact_id === name || addressKey(row.contact) === addressKey(name)
  for await (const { rows } of letterPages(client, asked)) {
    for (const row of rows) for (const name of names.filter(isNamed(row))) found.set(name, row)
    if (names.every((name) => found.has(name))) break
  }
  return names.map((name) => {
    const row = found.get(name)
    if (row) return row
    throw new Refusal(
      'not_found',
      `"${name}" would not be written to. "cadenza engage SEQUENCE --dry-run --json" says who is left out, and why.`,
    )
  })
}

/**
 * open: nobody has looked at it yet; changed: its step says something else by now than was edited or approved; broken: its
 * step gives this contact nothing.
 */
export type Standing = 'open' | 'approved' | 'edited' | 'changed' | 'broken'

export function standingOf({ draft, trouble }: Letter): Standing {
  if (draft && !draft.changed) return draft.how === 'edited' ? 'edited' : 'approved'
  if (trouble !== null) return 'broken'
  return draft ? 'changed' : 'open'
}

/** What it would say: its own words while they hold, else those of its step; null: its step gives nothing. */
export const wordsOf = ({ draft, given }: Letter) => (draft && !draft.changed ? draft : given)
