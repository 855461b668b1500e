/** Contacts are made one on several computers, of which none has heard of the others: everybody ends with the same one. */
import { expect, it } from 'vitest'
import { keptOfAddress } from '../../src/main/store/contact-merge.ts'
import { notAsAnew } from './anew.ts'
import { meetAll } from './files.ts'
import { type Computer, Fleet } from './fleet.ts'
import { engageOne, freeContacts, mailboxes } from './people.ts'

const HOUR = 3_600_000

type Who = 'a' | 'b' | 'c' | 'd'
/** Which computer makes which contact part of which, and who is in a sequence before. */
const merges: [words: string, engaged: Who[], ...(readonly [by: number, gone: Who, keep: Who])[]][] = [
  ['one into two others', ['a'], [0, 'a', 'b'], [2, 'a', 'c']],
  ['one into two others, the earlier of which was engaged', ['b'], [0, 'a', 'b'], [2, 'a', 'c']],
  ['one into two others, both of which were engaged', ['b', 'c'], [0, 'a', 'b'], [2, 'a', 'c']],
  ['one into another, which goes into a third', ['a'], [0, 'a', 'b'], [2, 'b', 'c']],
  ['one into another, and a third into the one', ['c'], [0, 'a', 'b'], [2, 'c', 'a']],
  ['one into two others, and another into the one', ['c'], [0, 'c', 'a'], [2, 'a', 'b'], [3, 'a', 'c']],
  ['in a round of three, which one of them leaves', ['b'], [0, 'a', 'b'], [3, 'c', 'a'], [2, 'b', 'd'], [1, 'b', 'c']],
  ['one into another, which goes into a third, on one computer', ['a'], [1, 'a', 'b'], [1, 'b', 'c']],
  ['each into the other', ['a'], [0, 'a', 'b'], [2, 'b', 'a']],
  ['each into the other, and one into a third', ['b'], [0, 'a', 'b'], [3, 'a', 'c'], [2, 'b', 'a']],
  ['each into the other, and the other into a third', ['a'], [0, 'b', 'a'], [3, 'b', 'c'], [2, 'a', 'b']],
]

const orders = [
  [0, 2, 3],
  [2, 3, 0],
  [3, 0, 2],
  [3, 2, 0],
] as const

const seen = ({ store }: Computer) => ({
  contacts: store.all('SELECT public_id AS id, address, merged_into AS "into", deleted FROM contacts ORDER BY 1'),
  enrollments: store.all(
    `SELECT e.public_id AS id, e.state, e.reason, c.address FROM enrollments e JOIN contacts c ON c.id = e.contact_id ORDER BY 1`,
  ),
  mail: store.all(
    `SELECT e.public_id AS id, s.step, s.state, s.address, c.address AS contact FROM sends s
     JOIN enrollments e ON e.id = s.enrollment_id JOIN contacts c ON c.id = s.contact_id ORDER BY 1, 2`,
  ),
  waits: store.all('SELECT kind, public_id FROM shared_rows WHERE waits = 1'),
})

/** In sequences as a contact that is out of all lists. */
const astray = `SELECT 1 FROM enrollments e JOIN contacts c ON c.id = e.contact_id WHERE c.merged_into IS NOT NULL`

/** Public id of whoever a contact belongs to in the end. */
function endOf({ store }: Computer, id: string): string | undefined {
  const next = store.get<{ into: string | null }>('SELECT merged_into AS "into" FROM contacts WHERE public_id = ?', id)
  return next?.into == null ? undefined : (endOf({ store } as Computer, next.into) ?? next.into)
}

it.each(merges)('everybody ends alike: %s', { timeout: 120_000 }, async (_, engaged, ...by) => {
  for (const order of orders) {
    const fleet = await Fleet.of(4, 1, () => 0)
    try {
      const { computers } = fleet
      const [founder] = computers as [Computer]
      const some = freeContacts(founder).slice(-4)
      const about = { a: some[0], b: some[1], c: some[2], d: some[3] } as Record<Who, (typeof some)[number]>
      const own = mailboxes(founder).find(({ seat }) => seat === 1)
      for (const who of engaged)
        if (own) engageOne(founder, own.id, about[who], { sequenceId: 1, now: fleet.now + HOUR })
      meetAll(fleet, computers)
      const idOf = ({ store }: Computer, who: Who) =>
        store.get<{ id: string }>('SELECT public_id AS id FROM contacts WHERE address = ?', about[who].address)
          ?.id as string
      for (const [n, gone, keep] of by) {
        fleet.now += HOUR
        const one = computers[n] as Computer
        await one.client.contacts.merge({ keep: idOf(one, keep), merge: [idOf(one, gone)] })
      }
      const [a, b, c] = order.map((n) => computers[n] as Computer) as [Computer, Computer, Computer]
      for (const pair of [
        [a, b],
        [b, c],
      ] as const)
        meetAll(fleet, pair)
      meetAll(fleet, computers)
      for (const one of computers) {
        expect(seen(one)).toEqual(seen(founder))
        expect(notAsAnew(one)).toEqual([])
      }
      // nobody's sequence is lost to a contact that is out of all lists
      expect(founder.store.all(astray)).toEqual([])
      // whoever writes from an address that somebody had is known by it, over however many steps
      for (const one of computers)
        for (const [, gone] of by)
          expect(keptOfAddress(one.store, about[gone].address)?.publicId).toBe(endOf(one, idOf(one, gone)))
    } finally {
      fleet.close()
    }
  }
})

it('everybody ends alike: both were engaged, and the one that stays was through before they became one', async () => {
  const fleet = await Fleet.of(3, 1, () => 0)
  try {
    const { computers } = fleet
    const [founder, other] = computers as [Computer, Computer]
    const [gone, kept] = freeContacts(founder).slice(-2)
    const own = mailboxes(founder).find(({ seat }) => seat === 1)
    if (!own || !gone || !kept) throw new Error('nobody to engage')
    for (const [about, sequenceId] of [
      [gone, 1],
      [kept, 2],
    ] as const)
      engageOne(founder, own.id, about, { sequenceId, now: fleet.now + HOUR })
    meetAll(fleet, computers)
    const id = ({ store }: Computer, address: string) =>
      store.get<{ id: string }>('SELECT public_id AS id FROM contacts WHERE address = ?', address)?.id ?? ''
    const first = founder.store.get<{ id: string }>(
      `SELECT e.public_id AS id FROM enrollments e JOIN contacts c ON c.id = e.contact_id WHERE c.address = ?`,
      kept.address,
    )
    fleet.now += HOUR
    await founder.client.enrollments.stop({ public_id: first?.id ?? '' })
    await founder.client.contacts.merge({ keep: id(founder, kept.address), merge: [id(founder, gone.address)] })
    // both news in one file: what is over is known as over before its row is
    meetAll(fleet, [founder, other])
    meetAll(fleet, computers)
    for (const one of computers) {
      expect(seen(one)).toEqual(seen(founder))
      expect(notAsAnew(one)).toEqual([])
    }
    expect(other.store.all(astray)).toEqual([])
  } finally {
    fleet.close()
  }
})

it('everybody ends alike once one file is read: one was merged into a new contact, that into a newer one, and that into the newest', async () => {
  // names are random: whoever waits longest is tried first in most of these runs
  for (let run = 0; run < 6; run++) {
    const fleet = await Fleet.of(2, 1, () => 0)
    try {
      const { computers } = fleet
      const [founder, other] = computers as [Computer, Computer]
      meetAll(fleet, computers)
      const [about] = freeContacts(founder)
      const id = (address = '') =>
        founder.store.get<{ id: string }>('SELECT public_id AS id FROM contacts WHERE address = ?', address)?.id ?? ''
      const addresses = [about?.address ?? '', 'new@shop9.com', 'newer@shop9.com', 'newest@shop9.com']
      for (const address of addresses.slice(1)) await founder.client.contacts.create({ address })
      for (const [n, address] of addresses.slice(1).entries()) {
        fleet.now += HOUR
        await founder.client.contacts.merge({ keep: id(address), merge: [id(addresses[n])] })
      }
      meetAll(fleet, [founder, other])
      expect(seen(other)).toEqual(seen(founder))
    } finally {
      fleet.close()
    }
  }
})
