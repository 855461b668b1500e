/** Contacts are made part of one that two computers had written down, each under a name of its own: everybody ends with that one. */
import { expect, it } from 'vitest'
import { keptOfAddress } from '../../src/main/store/contact-merge.ts'
import { notAsAnew } from './anew.ts'
import { meetAll } from './files.ts'
import { type Computer, Fleet } from './fleet.ts'
import { engageOne, freeContacts, mailboxes } from './people.ts'

const HOUR = 3_600_000

type About = ReturnType<typeof freeContacts>[number]

const seen = ({ store }: Computer) => ({
  contacts: store.all('SELECT public_id AS id, address, merged_into AS "into", deleted FROM contacts ORDER BY 1'),
  enrollments: store.all(
    `SELECT e.public_id AS id, e.state, e.reason, c.address FROM enrollments e JOIN contacts c ON c.id = e.contact_id ORDER BY 1`,
  ),
  waits: store.all('SELECT kind, public_id FROM shared_rows WHERE waits = 1'),
})

const named = ({ store }: Computer, address: string) =>
  store.get<{ id: string }>('SELECT public_id AS id FROM contacts WHERE address = ?', address)?.id ?? ''

/** Before anybody hears of another: who writes the person down; `merges`: who makes which of two contacts part of them. */
interface Story {
  writers: readonly number[]
  merges: readonly (readonly [by: number, gone: 0 | 1])[]
  /** The second makes the person part of that contact instead. */
  isBack?: boolean
}

const stories: [words: string, story: Story][] = [
  ['two wrote them down, and one made another part of them', { writers: [0, 1], merges: [[1, 0]] }],
  [
    'two wrote them down, and each made another part of them',
    {
      writers: [0, 1],
      merges: [
        [0, 0],
        [1, 1],
      ],
    },
  ],
  [
    'two wrote them down, and both made the same one part of them',
    {
      writers: [0, 1],
      merges: [
        [0, 0],
        [1, 0],
      ],
    },
  ],
  [
    'two wrote them down, and one made them part of the one that the other made part of them',
    {
      writers: [0, 1],
      merges: [
        [0, 0],
        [1, 0],
      ],
      isBack: true,
    },
  ],
]

const orders = [
  [0, 1, 2],
  [1, 0, 2],
  [2, 1, 0],
  [2, 0, 1],
] as const

it.each(stories)('everybody ends alike: %s', { timeout: 120_000 }, async (_, { writers, merges, isBack }) => {
  // names are random: in some of these runs the one stays, in some the other
  for (const order of [...orders, ...orders]) {
    const fleet = await Fleet.of(3, 1, () => 0)
    try {
      const { computers } = fleet
      const [founder] = computers as [Computer]
      const gone = freeContacts(founder).slice(-2) as [About, About]
      const own = mailboxes(founder).find(({ seat }) => seat === 1)
      const address = 'both@shop9.com'
      for (const about of gone) if (own) engageOne(founder, own.id, about, { sequenceId: 1, now: fleet.now + HOUR })
      meetAll(fleet, computers)
      for (const n of writers) await computers[n]?.client.contacts.create({ address })
      for (const [n, which] of merges) {
        fleet.now += HOUR
        const one = computers[n] as Computer
        const [keep, goes] = [named(one, address), named(one, gone[which].address)]
        await one.client.contacts.merge(isBack && n === 1 ? { keep: goes, merge: [keep] } : { keep, merge: [goes] })
      }
      const [a, b, c] = order.map((n) => computers[n] as Computer) as [Computer, Computer, Computer]
      meetAll(fleet, [a, b])
      meetAll(fleet, [b, c])
      meetAll(fleet, computers)
      meetAll(fleet, computers)
      for (const one of computers) {
        expect(seen(one)).toEqual(seen(founder))
        expect(seen(one).waits).toEqual([])
        expect(notAsAnew(one)).toEqual([])
        for (const [, which] of merges) {
          const [kept, other] = [named(one, address), named(one, gone[which].address)]
          // in a round the lesser name is kept
          const [stays, leads] = isBack && other < kept ? [other, address] : [kept, gone[which].address]
          expect(keptOfAddress(one.store, leads)?.publicId).toBe(stays)
        }
      }
      expect(
        founder.store.all(
          'SELECT 1 FROM enrollments e JOIN contacts c ON c.id = e.contact_id WHERE c.merged_into IS NOT NULL',
        ),
      ).toEqual([])
    } finally {
      fleet.close()
    }
  }
})

// the colleague's mergers alone are a round: person → last → first → person; the name that it would keep is the least
it('everybody ends alike: a round is none any more once two computers turn out to have written one person down', {
  timeout: 120_000,
}, async () => {
  for (const order of orders) {
    const fleet = await Fleet.of(3, 1, () => 0)
    try {
      const { computers } = fleet
      const [founder, writer, other] = computers as [Computer, Computer, Computer]
      const three = freeContacts(founder)
        .slice(-3)
        .map((about) => ({ about, id: named(founder, about.address) }))
      const [first, last, apart] = three
        .toSorted((one, two) => (one.id < two.id ? -1 : 1))
        .map(({ about }) => about) as [About, About, About]
      const own = mailboxes(founder).find(({ seat }) => seat === 1)
      if (own) engageOne(founder, own.id, first, { sequenceId: 1, now: fleet.now + HOUR })
      meetAll(fleet, computers)
      const address = 'both@shop9.com'
      for (const one of [writer, other]) await one.client.contacts.create({ address })
      for (const [one, gone, keep] of [
        [other, address, apart.address],
        [other, last.address, first.address],
        [writer, first.address, address],
        [writer, address, last.address],
      ] as const) {
        fleet.now += HOUR
        await one.client.contacts.merge({ keep: named(one, keep), merge: [named(one, gone)] })
      }
      const [a, b, c] = order.map((n) => computers[n] as Computer) as [Computer, Computer, Computer]
      meetAll(fleet, [a, b])
      meetAll(fleet, [b, c])
      meetAll(fleet, computers)
      for (const one of computers) {
        expect(seen(one)).toEqual(seen(founder))
        expect(seen(one).waits).toEqual([])
        expect(notAsAnew(one)).toEqual([])
        for (const gone of [first.address, last.address, address])
          expect(keptOfAddress(one.store, gone)?.address).toBe(apart.address)
      }
    } finally {
      fleet.close()
    }
  }
})
