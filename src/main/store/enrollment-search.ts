/** What a filter of enrollments means in SQL: for each condition the ids that an index of its own has, and its test. */
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import { searched, selectionOf } from './contact-search.ts'
import type { Condition } from './contact-tree.ts'
import type { Reader } from './open.ts'

/** Why the next email doesn't leave by itself; see the contract. */
export type Waits = 'sender' | 'sequence' | 'held' | 'time' | 'unsure'

/** Row ids; null or left out = whatever it is. */
export interface EnrollmentFilter {
  states?: readonly EnrollmentState[] | null
  sequences?: readonly number[] | null
  /** Of a sending account, or one of its aliases. */
  accountId?: number | null
  aliasId?: number | null
  /** Who engaged them. */
  seatId?: number | null
  sandbox?: 0 | 1 | null
  tag?: string | undefined
  search?: string | undefined
  waits?: Waits | null
  /** Accounts that can't send now: what waits for a sender. */
  stuck?: readonly number[]
  /** Those that are left out, whatever fits. */
  except?: readonly number[] | undefined
}

/** Tests are asked of an enrollment `e` and its contact `c`; the pluses keep other indexes than the leading one away. */
export interface EnrollmentSelection {
  conditions: Condition[]
  values: Record<string, unknown>
  says: ((text: string) => boolean) | null
  /** A search that nothing can match. */
  nothing: boolean
}

const aside = `s.state = 'planned' AND (s.held = 1 OR s.paused = 1 OR s.replan = 2)`
const planned = (more: string) =>
  `EXISTS (SELECT 1 FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'planned' AND ${more})`
const list = (name: string) => `(SELECT value FROM json_each(@${name}))`
const from = (where: string): string => `SELECT e.id FROM enrollments e WHERE ${where}`
const fromSends = (index: string, where: string): string =>
  `SELECT s.enrollment_id AS id FROM sends s INDEXED BY ${index} WHERE ${where} AND s.enrollment_id IS NOT NULL`

/** Of the step that comes next. */
const isNext = `s.step = (SELECT min(p.step) FROM sends p WHERE p.enrollment_id = s.enrollment_id AND p.state = 'planned')`
const held = `s.held = 1 AND ${isNext}`
const timeless = `s.held = 0 AND s.paused = 0 AND s.replan = 2 AND ${isNext}`
/** A paused one says so by its state. */
const going = `('pending', 'active')`

const waitConditions: Record<Waits, Condition> = {
  sender: {
    ids: from(`e.account_id IN ${list('stuck')} AND e.state IN ${going}`),
    test: `(+e.account_id IN ${list('stuck')} AND +e.state IN ${going})`,
  },
  sequence: {
    ids: from(`e.sequence_id IN (SELECT id FROM sequences WHERE paused = 1) AND e.state IN ${going}`),
    test: `(+e.sequence_id IN (SELECT id FROM sequences WHERE paused = 1) AND +e.state IN ${going})`,
  },
  held: { ids: fromSends('sends_aside', `${aside} AND ${held}`), test: planned(held) },
  time: { ids: fromSends('sends_aside', `${aside} AND ${timeless}`), test: planned(timeless) },
  unsure: {
    ids: fromSends('sends_open', `s.state IN ('sending', 'unsure') AND s.state = 'unsure'`),
    test: `EXISTS (SELECT 1 FROM sends s WHERE s.enrollment_id = e.id AND +s.state = 'unsure')`,
  },
}

/** What is asked of the contact: by its tag, and by its words. */
function contactConditions(reader: Reader, { tag, search }: EnrollmentFilter, most: number): EnrollmentSelection {
  const found = selectionOf(reader, { tag, search }, most)
  return {
    ...found,
    conditions: found.conditions.map(({ ids, test }) => ({
      ids: ids && from(`e.contact_id IN (${ids})`),
      test,
    })),
  }
}

/** @param most sizes beyond this don't matter */
export function enrollmentSelection(reader: Reader, filter: EnrollmentFilter, most: number): EnrollmentSelection {
  const { states, sequences, accountId, aliasId, seatId, sandbox, waits, stuck, except = [] } = filter
  const selection = contactConditions(reader, filter, most)
  const { conditions } = selection
  if (states)
    conditions.push({
      ids: `SELECT e.id FROM enrollments e INDEXED BY enrollments_state WHERE (e.state || '') IN ${list('states')}`,
      test: `+e.state IN ${list('states')}`,
    })
  if (sequences)
    conditions.push({
      ids: from(`e.sequence_id IN ${list('sequences')}`),
      test: `+e.sequence_id IN ${list('sequences')}`,
    })
  if (accountId !== null && accountId !== undefined)
    conditions.push({ ids: from('e.account_id = @accountId'), test: '+e.account_id = @accountId' })
  if (aliasId !== null && aliasId !== undefined) conditions.push({ ids: null, test: 'e.alias_id = @aliasId' })
  if (seatId !== null && seatId !== undefined)
    conditions.push({
      ids: from('e.batch_id IN (SELECT id FROM batches WHERE seat_id = @seatId)'),
      test: '+e.batch_id IN (SELECT id FROM batches WHERE seat_id = @seatId)',
    })
  if (sandbox !== null && sandbox !== undefined) conditions.push({ ids: null, test: '+e.sandbox = @sandbox' })
  if (waits) conditions.push(waitConditions[waits])
  if (except.length > 0) conditions.push({ ids: null, test: `e.id NOT IN ${list('except')}` })
  Object.assign(selection.values, {
    states: JSON.stringify(states ?? []),
    sequences: JSON.stringify(sequences ?? []),
    stuck: JSON.stringify(stuck ?? []),
    except: JSON.stringify(except),
    accountId,
    aliasId,
    seatId,
    sandbox,
  })
  return selection
}

/** The text of the contact that is searched, where it is. */
export const textOf = ({ says }: EnrollmentSelection): string => (says ? searched : `''`)

/** All there is to ask of a row, but for the condition that led to it. */
export const enrollmentTests = ({ conditions }: EnrollmentSelection, lead: Condition | null): string =>
  conditions
    .filter((each) => each !== lead)
    .map((each) => each.test)
    .filter(Boolean)
    .join(' AND ') || '1'
