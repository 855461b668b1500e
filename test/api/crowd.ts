/** Contacts of every kind, written straight into the tables, and which of them a filter means, told without any SQL. */
import type { ContactFilter } from '../../src/main/store/contact-search.ts'
import type { FoundNode, Span } from '../../src/main/store/contact-tree.ts'
import type { Store, Tx } from '../../src/main/store/open.ts'
import { type ContactSort, numberIn, type TextField } from '../../src/shared/domain/contact-query.ts'
import { joinKey, unitAt } from '../../src/shared/domain/random.ts'

export interface Member {
  id: number
  publicId: string
  address: string
  domain: string
  firstName: string | null
  lastName: string | null
  company: string | null
  owner: string | null
  tags: string[]
  suppressed: boolean
  /** Of an import that is not decided. */
  hidden: boolean
  /** Sequence ids, with whether the contact is in it now. */
  sequences: { id: number; now: boolean }[]
  written: boolean
  /** When the email left that was written, and when the contact was added; ms. */
  writtenAt: number
  addedAt: number
  zone: string | null
  fields: Record<string, string>
  /** How its sequence ended, or goes on. */
  state: string
  /** Of the list that was imported. */
  listed: boolean
}

const firstNames = ['Ann', 'anna', 'Émile', 'Jürgen', 'Zoë', null, '', 'Ng']
const lastNames = ["O'Neil", 'Müller', 'de la Cruz', 'Ahn', null, 'ahn']
const companies = ['Acme Corp', 'acme labs', 'Ärzte ohne Grenzen', null, 'Zeta-Acme', '']
const owners = ['anna@example.com', 'Bob@Example.com', null, ' ', 'bob@example.com']
/** Each with the share of contacts that carry it. */
const tagNames = { vip: 0.5, berlin: 0.2, Übersee: 0.02, b2b: 0.1, '50% off': 0.05 }
const domains = ['one.test', 'two.test', 'blocked.test', 'mail.three.test']

const day = 86_400_000
const ownFields: Record<string, string>[] = [
  { size: '12', since: '1970-02-01' },
  { size: '9.5', since: '1970-03-10T08:00' },
  { size: '1e3', since: 'soon' },
  { size: '12 people' },
  { size: '007', since: '' },
  {},
]

/** A crowd that depends on nothing but the seed. */
export function crowd(store: Store, size: number, seed: number): Member[] {
  const draw = (n: number, what: number) => unitAt(joinKey(seed, what), n)
  const pick = <T>(list: readonly T[], n: number, what: number): T => list[Math.floor(draw(n, what) * list.length)] as T
  const members = Array.from({ length: size }, (_, n): Member => {
    const domain = pick(domains, n, 1)
    return {
      id: 0,
      publicId: `c${String(n).padStart(8, '0')}`,
      address: `${pick(['ann', 'Bob', 'x'], n, 2)}.${(n * 7919) % size}@${domain}`,
      domain,
      firstName: pick(firstNames, n, 3),
      lastName: pick(lastNames, n, 4),
      company: pick(companies, n, 5),
      owner: pick(owners, n, 6),
      tags: Object.entries(tagNames).flatMap(([tag, share], i) => (draw(n, 10 + i) < share ? tag : [])),
      suppressed: domain === 'blocked.test' || draw(n, 7) < 0.05,
      hidden: draw(n, 8) < 0.03,
      sequences: draw(n, 9) < 0.4 ? [{ id: 1 + Math.floor(draw(n, 20) * 3), now: draw(n, 21) < 0.5 }] : [],
      written: draw(n, 9) < 0.4 && draw(n, 22) < 0.7,
      writtenAt: Math.floor(draw(n, 23) * 100) * day,
      addedAt: Math.floor(draw(n, 24) * 100) * day,
      zone: pick(['Europe/Paris', 'America/New_York', null], n, 25),
      fields: { ...pick(ownFields, n, 26), ...(draw(n, 27) < 0.5 ? { Größe: 'XL' } : {}) },
      state: pick(['finished', 'replied', 'bounced', 'unsubscribed', 'stopped'], n, 28),
      listed: draw(n, 29) < 0.2,
    }
  })
  store.write((tx) => write(tx, members))
  return members
}

const sandboxAccount = 1

function write(tx: Tx, members: Member[]): void {
  tx.run(
    `INSERT INTO imports (id, public_id, file, state, after_contact, created_at)
     VALUES (9, 'i9', 'x', 'running', 0, 0), (7, 'i7', 'y', 'done', 0, 0)`,
  )
  for (const id of [1, 2, 3]) {
    tx.run(
      `INSERT INTO sequences (id, public_id, name, created_at, device, hlc) VALUES (?, ?, ?, 0, 'd', 'h')`,
      id,
      `q${id}`,
      `S${id}`,
    )
    tx.run(
      `INSERT INTO sequence_versions (id, sequence_id, version, steps, created_at) VALUES (?, ?, 1, '[]', 0)`,
      id,
      id,
    )
    tx.run(
      `INSERT INTO batches (id, public_id, sequence_id, version_id, seat_id, assign, start, zone, windows, days_off, seed, created_at, device, hlc)
       VALUES (?, ?, ?, ?, 1, 'mine', 0, 'UTC', '[]', '[]', 1, 0, 'd', 'h')`,
      id,
      `b${id}`,
      id,
      id,
    )
  }
  tx.run(
    `INSERT INTO suppressions (public_id, kind, value, reason, source, created_at, device, hlc)
     VALUES ('x', 'domain', 'blocked.test', 'asked', 'hand', 0, 'd', 'h')`,
  )
  for (const member of members) writeOne(tx, member)
}

function writeOne(tx: Tx, m: Member): void {
  m.id = tx.run(
    `INSERT INTO contacts (public_id, address, address_key, domain, first_name, last_name, company, owner, zone, fields, tags,
       import_id, created_at, device, hlc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'd', 'h')`,
    m.publicId,
    m.address,
    m.address.toLowerCase(),
    m.domain,
    m.firstName,
    m.lastName,
    m.company,
    m.owner,
    m.zone,
    JSON.stringify(m.fields),
    JSON.stringify(m.tags),
    m.hidden ? 9 : m.listed ? 7 : null,
    m.addedAt,
  ).id
  if (m.suppressed && m.domain !== 'blocked.test')
    tx.run(
      `INSERT INTO suppressions (public_id, kind, value, reason, source, created_at, device, hlc)
       VALUES (?, 'address', ?, 'asked', 'hand', 0, 'd', 'h')`,
      `x${m.id}`,
      m.address.toLowerCase(),
    )
  for (const { id, now } of m.sequences) engage(tx, m, id, now)
}

function engage(tx: Tx, m: Member, sequence: number, now: boolean): void {
  const { id } = tx.run(
    `INSERT INTO enrollments (public_id, batch_id, sequence_id, contact_id, account_id, position, state, enrolled_at, device, hlc)
     VALUES (?, ?, ?, ?, ?, 0, ?, 0, 'd', 'h')`,
    `e${m.id}`,
    sequence,
    sequence,
    m.id,
    sandboxAccount,
    now ? 'active' : m.state,
  )
  tx.run(
    `INSERT INTO sends (public_id, kind, enrollment_id, step, account_id, batch_id, contact_id, address, domain, state, settled_at, due, slot, at, device, hlc)
     VALUES (?, 'sequence', ?, 1, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 'd', 'h')`,
    `s${m.id}`,
    id,
    sandboxAccount,
    sequence,
    m.id,
    m.address,
    m.domain,
    m.written ? 'sent' : 'withdrawn',
    m.writtenAt,
  )
}

/** The same as the store's `FoundNode`, asked of a member. */
export function fits(node: FoundNode, m: Member): boolean {
  if ('all' in node) return node.all.every((each) => fits(each, m))
  if ('any' in node) return node.any.some((each) => fits(each, m))
  switch (node.field) {
    case 'own':
      return ownFits(node, m.fields[node.name] ?? '')
    case 'tag':
      if (node.op === 'empty' || node.op === 'filled') return (m.tags.length === 0) === (node.op === 'empty')
      return m.tags.includes(node.value ?? '') === (node.op === 'is')
    case 'sequence':
      return sequenceFits(node, m)
    case 'contacted':
      if (node.op !== 'span') return m.written === (node.op === 'ever')
      return m.written && inSpan(m.writtenAt, node.span)
    case 'added':
      return inSpan(m.addedAt, node.span)
    case 'import': {
      const has = node.op === 'is' || node.op === 'is_not' ? m.listed && node.id === 7 : m.listed
      return has === (node.op === 'is' || node.op === 'any')
    }
    case 'suppressed':
      return m.suppressed === (node.op === 'is')
    default:
      return textFits(columnOf(m)[node.field], node.op, node.value ?? '')
  }
}

const inSpan = (at: number, { from, to }: Span) => (from === undefined || at >= from) && (to === undefined || at < to)

const columnOf = (m: Member): Record<TextField, string> => ({
  first_name: m.firstName ?? '',
  last_name: m.lastName ?? '',
  company: m.company ?? '',
  address: m.address.toLowerCase(),
  domain: m.domain,
  owner: m.owner?.trim() ?? '',
  zone: m.zone ?? '',
})

function textFits(text: string, op: string, value: string): boolean {
  if (op === 'empty' || op === 'filled') return (text.trim() === '') === (op === 'empty')
  // where no letter but English ones is written otherwise, it is enough to compare in small letters
  const [has, wanted] = [text.toLowerCase(), value.trim().toLowerCase()]
  if (op === 'is' || op === 'is_not') return (has === wanted) === (op === 'is')
  if (op === 'begins') return has.startsWith(wanted)
  return has.includes(wanted) === (op === 'contains')
}

function ownFits({ op, value = '' }: { op: string; value?: string | undefined }, text: string): boolean {
  if (op === 'more' || op === 'less') {
    const number = numberIn(text)
    return number !== null && (op === 'more' ? number > Number(value) : number < Number(value))
  }
  if (op === 'before' || op === 'after') {
    const [date] = /^\d{4}-\d{2}-\d{2}/.exec(text) ?? []
    return date !== undefined && (op === 'before' ? date < value : date > value)
  }
  return textFits(text, op, value)
}

const endings: Record<string, string> = { opted_out: 'unsubscribed' }
function sequenceFits({ op, id }: { op: string; id?: number | undefined }, m: Member): boolean {
  const of = m.sequences.filter((each) => id === undefined || each.id === id)
  if (op === 'never') return of.length === 0
  if (op === 'ever') return of.length > 0
  if (op === 'in') return of.some(({ now }) => now)
  return of.some(({ now }) => !now) && m.state === (endings[op] ?? op)
}

const wordsIn = (text: string): string[] =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)

function found(m: Member, search: string): boolean {
  const asked = search.trim().toLowerCase()
  if (asked === '') return true
  if (asked.startsWith('@')) return m.domain.startsWith(asked.slice(1))
  if (asked.includes('@')) return m.address.toLowerCase().startsWith(asked)
  const has = wordsIn([m.firstName, m.lastName, m.company, m.address, ...m.tags].join(' '))
  const words = wordsIn(asked)
  return words.length > 0 && words.every((word) => has.some((each) => each.startsWith(word)))
}

/** True when the filter means this contact. */
export function means(filter: ContactFilter, m: Member): boolean {
  const { search, tag, owner, state, sequenceId, where, except } = filter
  if (except?.includes(m.id)) return false
  if (where && !fits(where, m)) return false
  const now = m.sequences.filter((each) => each.now)
  if (m.hidden || (search !== undefined && !found(m, search))) return false
  if (tag !== undefined && !m.tags.includes(tag)) return false
  const own = m.owner?.trim().toLowerCase() || '-'
  if (owner !== undefined && own !== owner) return false
  if (sequenceId !== undefined && !(state === 'active' ? now : m.sequences).some(({ id }) => id === sequenceId))
    return false
  if (state === 'active') return now.length > 0
  if (state === 'suppressed') return m.suppressed
  return state !== 'never' || !m.written
}

/** What the rows are sorted by; letters as SQLite compares them. What is empty comes last. */
const keyOfSort: Record<ContactSort, (m: Member) => string | number> = {
  added: (m) => m.id,
  address: (m) => m.address.toLowerCase(),
  name: (m) => ascii(`${m.firstName ?? ''} ${m.lastName ?? ''}`.trim()),
  company: (m) => ascii(m.company ?? ''),
}
const ascii = (text: string) => text.replace(/[A-Z]/g, (c) => c.toLowerCase()) || '\u{10ffff}'

export function inOrder(members: Member[], sort: ContactSort, desc: boolean): Member[] {
  const key = keyOfSort[sort]
  const compare = (a: Member, b: Member) => {
    const [x, y] = [key(a), key(b)]
    const by = typeof x === 'number' ? x - Number(y) : Buffer.compare(Buffer.from(x), Buffer.from(String(y)))
    return by || a.id - b.id
  }
  return members.toSorted((a, b) => (desc ? -compare(a, b) : compare(a, b)))
}
