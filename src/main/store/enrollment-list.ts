/**
 * Which enrollments a page of "People in sequences" shows, and how many there are by state. No page looks at more than
 * a bounded number of rows: few matches are gathered through the index of a condition and sorted, many are met soon
 * enough by walking in the order that was asked for. A walk that meets too few ends early and says where to go on.
 */
import type { EnrollmentState } from '../../shared/domain/enrollment.ts'
import { fewest } from './contact-search.ts'
import type { Condition } from './contact-tree.ts'
import {
  type EnrollmentFilter,
  type EnrollmentSelection,
  enrollmentSelection,
  enrollmentTests,
  textOf,
} from './enrollment-search.ts'
import type { Reader } from './open.ts'

export type EnrollmentSort = 'engaged' | '-engaged' | 'next'

/**
 * The last row of a page. In the order of the next email `at` is its instant and `id` the row of the send; `at` null:
 * among those to whom nothing is planned, who come after all others, by the row of the enrollment.
 */
export interface EnrollmentPlace {
  at: number | null
  id: number
}

export interface EnrollmentWalk {
  sort: EnrollmentSort
  after: EnrollmentPlace | null
  limit: number
}

export interface Bounds {
  /** Matches gathered and sorted at most. */
  few: number
  /** Rows looked at for one page at most. */
  window: number
  /** Rows counted at most. */
  counted: number
  /** True once it has lasted too long: asked again and again while rows are looked at. */
  enough?: () => boolean
}
export const usual: Bounds = { few: 5_000, window: 20_000, counted: 50_000 }
/** Counts to the end, however long that takes: for a worker. */
export const endless: Bounds = { ...usual, counted: 1_000_000_000 }
/** Rows looked at between two looks at the clock. */
const stretch = 256

export interface EnrollmentPage {
  ids: number[]
  next: EnrollmentPlace | null
}

interface Met {
  id: number
  /** Where the row stands in the order. */
  at: number | null
  place: number
  hit: 0 | 1
  text: string
}

/** The email that comes next of an enrollment `e`, as `n`: the first step that is planned. */
export const nextEmail = `n.enrollment_id = e.id AND n.state = 'planned' AND n.step =
  (SELECT min(p.step) FROM sends p WHERE p.enrollment_id = e.id AND p.state = 'planned')`
const anyPlanned = `EXISTS (SELECT 1 FROM sends p WHERE p.enrollment_id = e.id AND p.state = 'planned')`

/** Rows in the order asked for, from the place on. `few`: those of the leading condition, else all through the order's index. */
interface Way {
  selection: EnrollmentSelection
  lead: Condition | null
  after: EnrollmentPlace | null
}

const leading = ({ lead }: Way): string =>
  lead
    ? `(SELECT DISTINCT id FROM (${lead.ids})) w CROSS JOIN enrollments e ON e.id = w.id`
    : 'enrollments e NOT INDEXED'

function byEngaged(way: Way, descending: boolean, more = '1'): string {
  const { selection, lead, after } = way
  const [than, order] = descending ? ['<', 'DESC'] : ['>', 'ASC']
  return `SELECT e.id, NULL AS at, e.id AS place, (${enrollmentTests(selection, lead)} AND ${more}) AS hit, ${textOf(selection)} AS text
    FROM ${leading(way)} CROSS JOIN contacts c ON c.id = e.contact_id
    WHERE ${after ? `e.id ${than} @afterId` : '1'} ORDER BY e.id ${order}`
}

function byNext(way: Way): string {
  const { selection, lead, after } = way
  const columns = `e.id, n.at, n.id AS place, (${enrollmentTests(selection, lead)}) AS hit, ${textOf(selection)} AS text`
  const beyond = after ? '(n.at, n.id) > (@afterAt, @afterId)' : '1'
  if (lead)
    return `SELECT ${columns} FROM ${leading(way)} CROSS JOIN contacts c ON c.id = e.contact_id
      CROSS JOIN sends n ON ${nextEmail} WHERE ${beyond} ORDER BY n.at, n.id`
  return `SELECT ${columns} FROM sends n INDEXED BY sends_state CROSS JOIN enrollments e ON e.id = n.enrollment_id
      CROSS JOIN contacts c ON c.id = e.contact_id
    WHERE (n.state || '') = 'planned' AND n.at >= @fromAt AND ${beyond} AND n.step =
      (SELECT min(p.step) FROM sends p WHERE p.enrollment_id = e.id AND p.state = 'planned') ORDER BY n.at, n.id`
}

const valuesOf = ({ selection, after }: Way) => ({
  ...selection.values,
  afterId: after?.id ?? 0,
  afterAt: after?.at ?? 0,
  fromAt: after?.at ?? -8.64e15,
})

/** @returns the last row looked at, where the walk ended before its end */
function collect(
  reader: Reader,
  text: string,
  way: Way,
  into: number[],
  bound: { limit: number; window: number; enough?: (() => boolean) | undefined },
) {
  const { selection } = way
  let seen = 0
  let last: EnrollmentPlace | null = null
  // an open iterator would keep the database from being written to: `for of` closes it
  for (const row of reader.iterate<Met>(text, valuesOf(way))) {
    const isLate = seen > 0 && seen % stretch === 0 && bound.enough?.()
    if (into.length === bound.limit || seen === bound.window || isLate) return last
    seen++
    last = { at: row.at, id: row.place }
    if (row.hit && (!selection.says || selection.says(row.text))) into.push(row.id)
  }
  return null
}

/** One page. It may be short, even empty, and the list go on. */
export function enrollmentIds(
  reader: Reader,
  filter: EnrollmentFilter,
  walk: EnrollmentWalk,
  { few, window, enough }: Pick<Bounds, 'few' | 'window' | 'enough'> = usual,
): EnrollmentPage {
  const selection = enrollmentSelection(reader, filter, few)
  if (selection.nothing) return { ids: [], next: null }
  const lead = fewest(reader, selection, few)
  const bound = { limit: walk.limit, window: lead ? Number.POSITIVE_INFINITY : window, enough }
  const way: Way = { selection, lead, after: walk.after }
  const ids: number[] = []
  if (walk.sort !== 'next') {
    const next = collect(reader, byEngaged(way, walk.sort === '-engaged'), way, ids, bound)
    return { ids, next }
  }
  if (walk.after === null || walk.after.at !== null) {
    const next = collect(reader, byNext(way), way, ids, bound)
    if (next) return { ids, next }
  }
  const rest = { ...way, after: walk.after?.at === null ? walk.after : { at: null, id: 0 } }
  // a full page: whoever asks on begins with those who have no next email
  if (ids.length === walk.limit) return { ids, next: rest.after }
  return { ids, next: collect(reader, byEngaged(rest, false, `NOT ${anyPlanned}`), rest, ids, bound) }
}

/** `more`: so many were looked at, and there are others. */
export interface EnrollmentCounted {
  states: Map<EnrollmentState, number>
  more: boolean
}

const asked = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/** What a table kept in step by triggers knows without looking at a row. */
function tallied(reader: Reader, filter: EnrollmentFilter): EnrollmentCounted | null {
  const { sequences, sandbox, states: _, stuck: __, ...rest } = filter
  if (Object.values(rest).some(asked)) return null
  const rows = reader.all<{ state: EnrollmentState; n: number }>(
    `SELECT state, sum(n) AS n FROM enrollment_tally
     WHERE (@sequences IS NULL OR sequence_id IN (SELECT value FROM json_each(@sequences)))
       AND (@sandbox IS NULL OR sandbox = @sandbox) GROUP BY state HAVING sum(n) > 0`,
    { sequences: sequences ? JSON.stringify(sequences) : null, sandbox: sandbox ?? null },
  )
  return { states: new Map(rows.map(({ state, n }) => [state, n])), more: false }
}

/** How many in each state, whatever state the filter asks for: all of them up to a bound. */
export function enrollmentCounts(
  reader: Reader,
  filter: EnrollmentFilter,
  { counted, enough }: Pick<Bounds, 'counted' | 'enough'> = usual,
): EnrollmentCounted {
  const known = tallied(reader, filter)
  if (known) return known
  const selection = enrollmentSelection(reader, { ...filter, states: null }, counted)
  const states = new Map<EnrollmentState, number>()
  if (selection.nothing) return { states, more: false }
  const lead = fewest(reader, selection, counted)
  const way = { selection, lead, after: null }
  let seen = 0
  for (const row of reader.iterate<{ hit: 0 | 1; text: string; state: EnrollmentState }>(
    `SELECT (${enrollmentTests(selection, lead)}) AS hit, ${textOf(selection)} AS text, e.state
     FROM ${leading(way)} CROSS JOIN contacts c ON c.id = e.contact_id ${lead ? '' : `ORDER BY e.id LIMIT ${counted + 1}`}`,
    valuesOf(way),
  )) {
    if (++seen > counted && !lead) return { states, more: true }
    if (seen % stretch === 0 && enough?.()) return { states, more: true }
    if (row.hit && (!selection.says || selection.says(row.text)))
      states.set(row.state, (states.get(row.state) ?? 0) + 1)
  }
  return { states, more: false }
}
