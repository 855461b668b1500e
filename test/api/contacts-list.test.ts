import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countOf, countWhole } from '../../src/main/store/contact-count.ts'
import { type Bounds, contactIds, type IdPage, type PageWish } from '../../src/main/store/contact-pages.ts'
import type { ContactFilter } from '../../src/main/store/contact-search.ts'
import type { FoundCondition, FoundNode } from '../../src/main/store/contact-tree.ts'
import { contactRows, coveringEntries, currentEnrollments, lastSent } from '../../src/main/store/contacts.ts'
import type { Reader } from '../../src/main/store/open.ts'
import {
  contactSorts,
  contactStates,
  dateOps,
  importOps,
  numberOps,
  sequenceOps,
  suppressedOps,
  tagOps,
  textOps,
} from '../../src/shared/domain/contact-query.ts'
import { joinKey, unitAt } from '../../src/shared/domain/random.ts'
import { type TestRoom, testRoom } from '../host/room.ts'
import { size } from '../size.ts'
import { crowd, inOrder, type Member, means } from './crowd.ts'

let here: TestRoom
beforeEach(() => {
  here = testRoom()
})
afterEach(() => here.close())

const searches = [
  'ann',
  'ANN ac',
  'emile',
  'mull',
  "o'n",
  'ann.1@one',
  'bob.',
  '@two',
  '@',
  '…',
  'uber',
  'corp acme zz',
  '5',
]
const oneOf = <T>(list: readonly T[], at: number): T => list[Math.floor(at * list.length)] as T

const texts = ['company', 'first_name', 'last_name', 'address', 'domain', 'owner', 'zone'] as const
const values = ['Acme Corp', 'ÄRZTE OHNE GRENZEN', 'ann', 'Émile', 'müller', "O'Neil", 'one.test', 'bob@example.com']
const days = 86_400_000

/** A random condition; every kind and every comparison comes up. */
function conditionOf(seed: number, at: number): FoundCondition {
  const draw = (what: number) => unitAt(joinKey(seed, at), what)
  const value = oneOf(values, draw(1))
  const span = {
    from: draw(2) < 0.6 ? draw(3) * 80 * days : undefined,
    to: draw(2) > 0.4 ? draw(4) * 100 * days : undefined,
  }
  const id = oneOf([1, 2, 3, undefined], draw(5))
  const kinds: FoundCondition[] = [
    { field: oneOf(texts, draw(6)), op: oneOf(textOps, draw(7)), value },
    { field: oneOf(texts, draw(8)), op: oneOf(['is', 'begins', 'contains'], draw(9)), value },
    { field: 'own', name: 'size', op: oneOf(numberOps, draw(10)), value: oneOf(['10', '-1', '999.5'], draw(11)) },
    { field: 'own', name: 'since', op: oneOf(dateOps, draw(12)), value: '1970-02-15' },
    { field: 'own', name: oneOf(['Größe', 'size', 'nobody'], draw(13)), op: oneOf(textOps, draw(14)), value: 'xl' },
    { field: 'tag', op: oneOf(tagOps, draw(15)), value: oneOf(['vip', 'Übersee', '50% off'], draw(16)) },
    { field: 'sequence', op: oneOf(sequenceOps, draw(17)), id },
    { field: 'contacted', op: oneOf(['span', 'span', 'ever', 'never'], draw(18)), span },
    { field: 'added', span },
    { field: 'import', op: oneOf(importOps, draw(19)), id: 7, after: 0 },
    { field: 'suppressed', op: oneOf(suppressedOps, draw(20)) },
  ]
  return oneOf(kinds, draw(21))
}

/** A random tree, three deep at most. */
function treeOf(seed: number, at: number, deep = 1): FoundNode {
  const draw = (what: number) => unitAt(joinKey(seed, at), 100 + what)
  const nodes = Array.from({ length: 1 + Math.floor(draw(1) * 3) }, (_, i) =>
    deep < 3 && draw(2 + i) < 0.3 ? treeOf(seed, at * 7 + i + 1, deep + 1) : conditionOf(seed, at * 11 + i),
  )
  return draw(9) < 0.5 ? { all: nodes } : { any: nodes }
}

/** A filter and a sort that depend on nothing but the number. */
function wishOf(seed: number, n: number) {
  const draw = (what: number) => unitAt(joinKey(seed, n), what)
  const maybe = <T>(what: number, list: readonly T[]) => (draw(what) < 0.35 ? oneOf(list, draw(what + 50)) : undefined)
  const filter: ContactFilter = {
    search: maybe(1, searches),
    tag: maybe(2, ['vip', 'Übersee', '50% off', 'nobody has it']),
    owner: maybe(3, ['bob@example.com', 'anna@example.com', '-']),
    state: maybe(4, contactStates),
    sequenceId: maybe(5, [1, 2, 3]),
    where: draw(9) < 0.6 ? treeOf(seed, n) : undefined,
    except: draw(10) < 0.3 ? Array.from({ length: 40 * draw(11) }, (_, at) => (at * 37) % 400) : undefined,
  }
  return { filter, sort: oneOf(contactSorts, draw(6)), desc: draw(7) < 0.5, limit: 1 + Math.floor(draw(8) * 40) }
}

function allPages(reader: Reader, filter: ContactFilter, wish: Omit<PageWish, 'after'>, bounds?: Bounds) {
  const ids: number[] = []
  let after: number | null = null
  do {
    const page: IdPage = contactIds(reader, filter, { ...wish, after }, bounds)
    expect(page.ids.length).toBeLessThanOrEqual(wish.limit)
    ids.push(...page.ids)
    after = page.next
  } while (after !== null)
  return ids
}

const idsOf = (members: Member[]) => members.map(({ id }) => id)

describe('pages hold exactly those whom the filter means, in order', () => {
  const ways: [string, Bounds | undefined][] = [
    ['few are gathered', undefined],
    ['many are met on the way', { few: 0, window: 10_000 }],
    ['a walk ends early and goes on', { few: 3, window: 17 }],
  ]
  it.each(ways)('%s', (_, bounds) => {
    const seed = 20261123
    const draws = size(60, 400)
    const members = crowd(here.room.store, 400, seed)
    const seen = { empty: 0, rows: 0, bounded: 0 }
    for (let n = 0; n < draws; n++) {
      const { filter, ...wish } = wishOf(seed, n)
      const ids = allPages(here.room.store, filter, wish, bounds)
      const meant = members.filter((member) => means(filter, member))
      expect({ n, filter, wish, ids }).toEqual({ n, filter, wish, ids: idsOf(inOrder(meant, wish.sort, wish.desc)) })
      expect({ n, filter, ...countOf(here.room.store, filter) }).toEqual({
        n,
        filter,
        contacts: meant.length,
        more: false,
      })
      const whole = { contacts: meant.length, more: false }
      expect({ n, filter, ...countWhole(here.room.store, filter) }).toEqual({ n, filter, ...whole })
      const few = countOf(here.room.store, filter, 7)
      if (few.more) expect(few.contacts).toBeLessThanOrEqual(meant.length)
      else expect({ n, filter, ...few }).toEqual({ n, filter, ...whole })
      if (few.more) seen.bounded++
      if (ids.length === 0) seen.empty++
      seen.rows += ids.length
    }
    expect(seen.bounded).toBeGreaterThan(draws / 20)
    expect(seen.rows).toBeGreaterThan(12 * draws)
    expect(seen.empty).toBeGreaterThan(draws / 20)
  })
})

/** A reader that writes down what it is asked, and how many rows it hands out. */
function watched(reader: Reader) {
  const [asked, handed] = [[] as { text: string; values: unknown[] }[], { rows: 0 }]
  const watch: Reader = {
    known: (_name, work) => work(),
    all: (text, ...values) => {
      asked.push({ text, values })
      return reader.all(text, ...values)
    },
    get: (text, ...values) => {
      asked.push({ text, values })
      return reader.get(text, ...values)
    },
    *iterate(text: string, ...values: unknown[]) {
      asked.push({ text, values })
      for (const row of reader.iterate(text, ...values)) {
        handed.rows++
        yield row as never
      }
    },
  }
  const plan = () =>
    asked.flatMap(({ text, values }) =>
      reader.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values).map((row) => row.detail),
    )
  return { watch, plan, handed }
}

describe('at 50,000 contacts', () => {
  let many: TestRoom
  let members: Member[]
  beforeAll(() => {
    many = testRoom()
    members = crowd(many.room.store, 50_000, 1)
  })
  afterAll(() => many.close())

  const indexOf = {
    added: /(SCAN c|SEARCH c USING INTEGER PRIMARY KEY)/,
    name: /INDEX contacts_name/,
    company: /INDEX contacts_company/,
    address: /INDEX contacts_address_key/,
  }

  it.each(contactSorts)('a list by %s walks its index: no page looks at more rows than it shows', (sort) => {
    for (const desc of [false, true]) {
      let after: number | null = null
      for (const deep of [false, true, false]) {
        const { watch, plan, handed } = watched(many.room.store)
        const { ids, next }: IdPage = contactIds(watch, {}, { sort, desc, limit: 100, after })
        expect(ids).toHaveLength(100)
        // of an import under way are three in a hundred
        expect(handed.rows).toBeLessThan(140)
        expect(plan().join('\n')).not.toContain('TEMP B-TREE FOR')
        expect(plan().join('\n')).toMatch(indexOf[sort])
        after = deep || !next ? next : 25_000
      }
    }
  })

  it.each<[ContactFilter, RegExp]>([
    [{ tag: 'Übersee' }, /SEARCH contact_tags USING PRIMARY KEY/],
    [{ owner: 'anna@example.com' }, /INDEX contacts_owner/],
    [{ sequenceId: 2 }, /INDEX enrollments_\w+ \(sequence_id=/],
    [{ state: 'active', sequenceId: 1 }, /INDEX enrollments_sequence/],
    [{ state: 'suppressed' }, /INDEX contacts_domain/],
    [{ search: 'emile bob' }, /SCAN contact_vocab VIRTUAL TABLE/],
    [{ search: 'ann.1@' }, /INDEX contacts_address_key/],
    [{ search: '@two' }, /INDEX contacts_domain/],
    [{ where: { all: [{ field: 'company', op: 'is', value: 'Acme Corp' }] } }, /INDEX contacts_company/],
    [{ where: { all: [{ field: 'domain', op: 'is', value: 'two.test' }] } }, /INDEX contacts_domain/],
    [{ where: { all: [{ field: 'sequence', op: 'replied', id: 2 }] } }, /INDEX enrollments_sequence \(sequence_id=/],
    [
      {
        where: {
          any: [
            { field: 'tag', op: 'is', value: 'Übersee' },
            {
              all: [
                { field: 'company', op: 'begins', value: 'zeta' },
                { field: 'suppressed', op: 'is_not' },
              ],
            },
          ],
        },
      },
      /SEARCH contact_tags USING PRIMARY KEY[\s\S]*INDEX contacts_company/,
    ],
  ])('%j looks in its own index, and asks a row by what the row has', (filter, index) => {
    for (const bounds of [undefined, { few: 0, window: 20_000 }]) {
      const { watch, plan } = watched(many.room.store)
      contactIds(watch, filter, { sort: 'name', desc: false, after: null, limit: 100 }, bounds)
      const steps = plan().join('\n')
      expect(steps).toMatch(index)
      expect(steps.match(/CORRELATED SCALAR SUBQUERY \d+\nSEARCH \w+ USING [^\n]*/g) ?? []).not.toContainEqual(
        expect.stringMatching(/\((sequence_id|state|kind)=\?\)/),
      )
    }
  })

  it.each<ContactFilter>([{ tag: 'Übersee' }, { tag: 'vip' }, { state: 'never', tag: 'berlin' }, { owner: '-' }])(
    '%j: what is rare is gathered, what is frequent is met, and nothing looks at more than it may',
    (filter) => {
      const { watch, handed } = watched(many.room.store)
      const page = contactIds(watch, filter, { sort: 'name', desc: false, after: null, limit: 100 })
      const meant = members.filter((member) => means(filter, member))
      expect(page.ids).toEqual(idsOf(inOrder(meant, 'name', false).slice(0, 100)))
      expect(handed.rows).toBeLessThan(20_000)
    },
  )

  it('what is told about the contacts of a page is looked up for them alone', () => {
    const ids = idsOf(members.filter(({ hidden }) => !hidden).slice(0, 100))
    for (const look of [contactRows, coveringEntries, currentEnrollments, lastSent]) {
      const { watch, plan } = watched(many.room.store)
      look(watch, ids)
      expect(plan().filter((step) => /^SCAN (?!json_each|imports)/.test(step))).toEqual([])
      expect(plan().filter((step) => /\((state|kind)=\?\)/.test(step))).toEqual([])
    }
  })
})

describe('the search index follows', () => {
  it('changes of name, company, address and tags, and forgets whom a broken-off import brought', async () => {
    const client = here.client()
    const made = await client.contacts.create({ address: 'a@one.test', first_name: 'Adèle', tags: ['früh'] })
    const found = async (search: string) => (await client.contacts.list({ search })).rows.map((row) => row.address)
    expect(await Promise.all(['adele', 'one', 'fruh', 'a@o', 'nothing'].map(found))).toEqual([
      ['a@one.test'],
      ['a@one.test'],
      ['a@one.test'],
      ['a@one.test'],
      [],
    ])
    await client.contacts.update({ public_id: made.public_id, first_name: 'Zoe', address: 'z@two.test' })
    for await (const _ of await client.contacts.tag({ ids: [made.public_id], add: ['spät'], remove: ['früh'] }));
    expect(await Promise.all(['adele', 'one', 'fruh', 'zoe two spat'].map(found))).toEqual([[], [], [], ['z@two.test']])
    expect((await client.contacts.tags()).map((row) => row.tag)).toEqual(['spät'])
    // letters that the index divides otherwise than a reader would
    await client.contacts.update({ public_id: made.public_id, company: 'हिन्दी 公司 ΟΔΟΣ' })
    expect(await Promise.all(['हिन्दी', '公', 'οδο', '…'].map(found))).toEqual([
      ['z@two.test'],
      ['z@two.test'],
      ['z@two.test'],
      [],
    ])
    expect(await client.contacts.count({ search: 'हिन्दी' })).toEqual({ contacts: 1, more: false })
  })
})
