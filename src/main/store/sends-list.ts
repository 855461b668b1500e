/**
 * Which emails a page of the outbox shows. A page is a walk through one or several indexes in order of (at, id); the
 * walk starts where the page before ended, so that no page gets slower than the first. What no index answers is looked
 * at row by row, up to `budget` rows a page: then the page ends early, and the next one goes on from there.
 */
import type { SendState } from '../../shared/domain/send.ts'
import { type ShownState, shownState } from '../../shared/domain/send-shown.ts'
import type { Reader } from './open.ts'
import { merged, type SendPlace } from './sends-merge.ts'
import { type Branch, domainBranch, type Narrow, narrowing } from './sends-narrow.ts'

/** What stands in the way of whole groups of emails at the moment. Row ids. */
export interface SendWorld {
  /** Accounts that can't send now: not active, paused, handed over and not taken up, or without their password. */
  stuck: ReadonlySet<number>
  /** Of these, those whose trouble needs a person. */
  error: ReadonlySet<number>
  /** All sending is paused or stopped. */
  halted: boolean
}

export interface SendQuery extends Narrow {
  /** Any of these; null = all. */
  states: readonly ShownState[] | null
  /** Only what a person has to decide on: unsure, or planned through an account in error. */
  needsYou: boolean
  account: number | null
  /** Any of these mailboxes, those of one seat; null = all. */
  accounts: readonly number[] | null
  /** Engagements of one sequence. */
  batches: readonly number[] | null
  contacts: readonly number[] | null
  step: number | null
  sandbox: 0 | 1 | null
  /** Those that are left out, whatever fits; null = none. */
  except: ReadonlySet<number> | null
  /** `at` from here on, and before there. */
  from: number | null
  to: number | null
  text: SendSearch | null
}

export interface SendSearch {
  /** Lower case; looked for in address, name, company and subject. */
  part: string
  /** All contacts that it names, where an index knows them; null: each row is looked at. */
  contacts: readonly number[] | null
  /** Steps whose subject, as it was written, holds it: `${batch}:${step}`. */
  steps: ReadonlySet<string>
}

/** The columns that decide whether a row belongs. */
interface Candidate {
  id: number
  at: number
  state: SendState
  held: 0 | 1
  paused: 0 | 1
  replan: 0 | 1 | 2
  accountId: number
  batchId: number | null
  contactId: number | null
  step: number
  sandbox: 0 | 1
  isMoved: 0 | 1
  text: string | null
}

const aside = '(held = 1 or paused = 1 or replan = 2)'
const moved = '(reason is not null or by_hand is not null)'
const settled: readonly SendState[] = ['sending', 'sent', 'refused', 'unsure', 'withdrawn']

/** Ledger states that the states people see can be in. */
export function ledgerStates(query: SendQuery): readonly SendState[] {
  if (query.needsYou) return ['unsure', 'planned']
  if (query.states === null) return ['planned', ...settled]
  const found = new Set<SendState>()
  for (const state of query.states)
    found.add((settled as readonly string[]).includes(state) ? (state as SendState) : 'planned')
  return [...found]
}

const stateBranch = (state: SendState): Branch => ({
  index: 'sends_state',
  where: `(s.state || '') = ?`,
  values: [state],
})
const accountBranch = (account: number, state: SendState): Branch => ({
  index: 'sends_account',
  where: `(s.account_id + 0) = ? AND (s.state || '') = ?`,
  values: [account, state],
})

/** Planned emails that are held, wait or were moved: through the indexes of those few. Null: too many for that. */
function plannedBranches(query: SendQuery, world: SendWorld): Branch[] | null {
  if (query.needsYou) return [...world.error].map((account) => accountBranch(account, 'planned'))
  const states = new Set(query.states ?? ['planned'])
  if (states.has('planned') || (world.halted && states.has('waiting'))) return null
  const found: Branch[] = []
  if (states.has('held') || states.has('waiting'))
    found.push({ index: 'sends_aside', where: `s.state = 'planned' AND ${aside}`, values: [] })
  if (states.has('waiting')) for (const account of world.stuck) found.push(accountBranch(account, 'planned'))
  if (states.has('moved')) found.push({ index: 'sends_moved', where: `s.state = 'planned' AND ${moved}`, values: [] })
  return found
}

function byState(query: SendQuery, world: SendWorld): Branch[] {
  if (query.states === null && !query.needsYou) return [{ index: 'sends_at', where: '1', values: [] }]
  const special = ledgerStates(query).includes('planned') ? plannedBranches(query, world) : []
  const rest = ledgerStates(query).filter((state) => state !== 'planned' || special === null)
  return [...rest.map(stateBranch), ...(special ?? [])]
}

/** Every way to find the rows by an index; the one with the fewest is taken. */
function ways(query: SendQuery, world: SendWorld): Branch[][] {
  const states = ledgerStates(query)
  const narrow = domainBranch(query, states)
  if (narrow !== null) return [[narrow]]
  const found = [byState(query, world)]
  const { account, accounts, batches, contacts } = query
  if (accounts !== null) found.push(accounts.flatMap((one) => states.map((state) => accountBranch(one, state))))
  if (account !== null) found.push(states.map((state) => accountBranch(account, state)))
  if (batches !== null) found.push(batches.flatMap((batch) => batchBranches(batch, states)))
  if (contacts !== null) found.push([contactsBranch(contacts)])
  if (query.text?.contacts) {
    const named = new Set([...query.text.steps].map((step) => Number(step.split(':')[0])))
    found.push([contactsBranch(query.text.contacts), ...[...named].flatMap((batch) => batchBranches(batch, states))])
  }
  return found
}

const contactsBranch = (contacts: readonly number[]): Branch => ({
  index: null,
  where: 's.contact_id IN (SELECT value FROM json_each(?))',
  values: [JSON.stringify(contacts)],
})

/** All emails of an engagement are sandbox mail, or none is. */
const batchBranches = (batch: number, states: readonly SendState[]): Branch[] =>
  states.map((state) => ({
    index: 'sends_batch',
    where: 's.batch_id = ? AND s.state = ? AND s.sandbox = (SELECT b.sandbox FROM batches b WHERE b.id = ?)',
    values: [batch, state, batch],
  }))

/** Rows looked at between two looks at the clock. */
const stretch = 256
/** How many rows are counted before a way is called a long one. */
const probe = 2000

function size(reader: Reader, branches: readonly Branch[], range: Range): number {
  let found = 0
  for (const branch of branches) {
    const { text, values } = walkOf(branch, '1', range, '')
    found += reader.get<{ n: number }>(`SELECT count(*) AS n FROM (${text} LIMIT ${probe})`, ...values)?.n ?? 0
    if (found >= probe) return found
  }
  return found
}

interface Range {
  from: number
  to: number
}

function walkOf({ index, where, values }: Branch, columns: string, range: Range, order: string) {
  const indexed = index === null ? '' : `INDEXED BY ${index}`
  const joins = columns.includes('c.') ? ' LEFT JOIN contacts c ON c.id = s.contact_id' : ''
  return {
    text: `SELECT ${columns} FROM sends s ${indexed}${joins} WHERE ${where} AND s.kind <> 'task' AND s.at >= ? AND s.at < ? ${order}`,
    values: [...values, range.from, range.to],
  }
}

const candidateColumns = `s.id, s.at, s.state, s.held, s.paused, s.replan, s.account_id as accountId,
  s.batch_id as batchId, s.contact_id as contactId, s.step, s.sandbox, ${moved} as isMoved`
/** What a person looks for, one a line. */
const textColumn = `s.address || char(10) || coalesce(c.first_name || ' ', '') || coalesce(c.last_name, '') || char(10) ||
  coalesce(c.company, '') || char(10) || coalesce(s.subject, '') as text`

function keeps(query: SendQuery, world: SendWorld): (row: Candidate) => boolean {
  const states = query.states === null ? null : new Set(query.states)
  const accounts = query.accounts === null ? null : new Set(query.accounts)
  const batches = query.batches === null ? null : new Set(query.batches)
  const contacts = query.contacts === null ? null : new Set(query.contacts)
  return (row) => {
    if (query.except?.has(row.id)) return false
    if (query.account !== null && row.accountId !== query.account) return false
    if (accounts !== null && !accounts.has(row.accountId)) return false
    if (batches !== null && (row.batchId === null || !batches.has(row.batchId))) return false
    if (contacts !== null && (row.contactId === null || !contacts.has(row.contactId))) return false
    if (query.step !== null && row.step !== query.step) return false
    if (query.sandbox !== null && row.sandbox !== query.sandbox) return false
    if (query.text !== null && !hasText(query.text, row)) return false
    if (states === null && !query.needsYou) return true
    const shown = shownState({
      state: row.state,
      held: row.held === 1,
      paused: row.paused === 1,
      timeless: row.replan === 2,
      moved: row.isMoved === 1,
      stuck: world.stuck.has(row.accountId),
      halted: world.halted,
    })
    if (states !== null && !states.has(shown)) return false
    return !query.needsYou || shown === 'unsure' || (shown === 'waiting' && world.error.has(row.accountId))
  }
}

// SQLite's own lower() knows ASCII only: Élodie would not be found as élodie.
const hasText = ({ part, steps }: SendSearch, { text, batchId, step }: Candidate): boolean =>
  (text ?? '').toLowerCase().includes(part) || (hasNoSubject(text) && steps.has(`${batchId}:${step}`))
/** Its last line is empty: it is shown with its step's subject until it has one of its own. */
const hasNoSubject = (text: string | null): boolean => text?.endsWith('\n') ?? true

export interface SendPage {
  ids: number[]
  /** Where the next page begins; null at the end. */
  next: SendPlace | null
}

/**
 * @param after the last place of the page before, null for the first
 * @param budget rows looked at before a page ends early
 * @param enough true once it has looked for long enough: asked again and again meanwhile
 */
export function sendIds(
  reader: Reader,
  query: SendQuery,
  world: SendWorld,
  walk: { newestFirst: boolean; after: SendPlace | null; limit: number; budget?: number; enough?: () => boolean },
): SendPage {
  const { newestFirst, after, limit, budget = 20_000, enough } = walk
  const isBefore = (a: SendPlace, b: SendPlace): boolean =>
    newestFirst ? a.at > b.at || (a.at === b.at && a.id > b.id) : a.at < b.at || (a.at === b.at && a.id < b.id)
  const range = {
    from: Math.max(query.from ?? -8.64e15, after && !newestFirst ? after.at : -8.64e15),
    to: Math.min(query.to ?? 8.64e15, after && newestFirst ? after.at + 1 : 8.64e15),
  }
  const narrow = narrowing(query)
  const branches = shortest(reader, ways(query, world), range).map(narrow)
  const order = newestFirst ? 'ORDER BY s.at DESC, s.id DESC' : 'ORDER BY s.at, s.id'
  const columns = query.text === null ? candidateColumns : `${candidateColumns}, ${textColumn}`
  const streams = branches.map((branch) => {
    const { text, values } = walkOf(branch, columns, range, order)
    return reader.iterate<Candidate>(text, ...values)
  })
  const keep = keeps(query, world)
  const ids: number[] = []
  let seen = 0
  let last: SendPlace | null = null
  try {
    for (const row of merged(streams, isBefore)) {
      if (after && !isBefore(after, row)) continue
      const isLate = seen > 0 && seen % stretch === 0 && enough?.()
      if (ids.length === limit || seen === budget || isLate) return { ids, next: last }
      seen++
      last = { at: row.at, id: row.id }
      if (keep(row)) ids.push(row.id)
    }
    return { ids, next: null }
  } finally {
    // An open iterator would keep the database from being written to.
    for (const stream of streams) stream.return?.()
  }
}

function shortest(reader: Reader, found: Branch[][], range: Range): Branch[] {
  const [first = []] = found
  if (found.length === 1) return first
  const sized = found.map((branches) => ({ branches, rows: size(reader, branches, range) }))
  // The later ones are the narrower ones by nature: they win where all are long.
  return sized.reduce((best, each) => (each.rows <= best.rows ? each : best)).branches
}
