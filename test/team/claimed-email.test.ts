/** An email is named after its contact in an engagement and its step: nobody tells another one under its name, whoever is heard first. */
import { afterEach, expect, it } from 'vitest'
import { seenHeads } from '../../src/main/store/chunks.ts'
import { type Device, forged, seal, settleAll } from './devices.ts'
import { addContact, addMailbox, engage, mailOf } from './engaging.ts'
import { hear } from './hearing.ts'
import { begin, box, endTeams, person, shown } from './joined.ts'

afterEach(endTeams)

const first = 's.step = 1 AND s.enrollment_id = (SELECT id FROM enrollments WHERE public_id = ?)'
const nameOf = ({ store }: Device, enrollment: string): string =>
  store.get<{ id: string }>(`SELECT s.public_id AS id FROM sends s WHERE ${first}`, enrollment)?.id as string

const claims: Record<string, (mine: string, own: string) => Record<string, unknown>> = {
  'one of their own': (account, enrollment) => ({ account, enrollment, step: 1 }),
  'the next one of their own': (account, enrollment) => ({ account, enrollment, step: 2 }),
  'one of nobody': (account) => ({ account, enrollment: null, step: 1 }),
  'one of which they say no more': (account) => ({ account }),
}

it.each(Object.keys(claims).flatMap((what) => ['after', 'before'].map((when) => [what, when] as const)))(
  'has left everywhere where a colleague tells of it as %s, heard %s that it left',
  async (what, when) => {
    const made = await begin([person('Cy', 'admin'), person('Ana', 'member', 2), person('Bo', 'member')])
    const [c, a, a2, b] = made.devices as [Device, Device, Device, Device]
    const { now } = made.clock
    const account = addMailbox(a, box, now)
    const id = engage(a, { account, contact: addContact(a, 'x@shop.com', now), name: 'Spring' }, now)
    const mine = addMailbox(b, 'bo@acme.com', now)
    const own = engage(b, { account: mine, contact: addContact(b, 'y@shop.com', now), name: 'Autumn' }, now)
    settleAll(made)
    const before = seenHeads(b.store, b.id)
    a.store.write((tx) =>
      tx.run(
        `UPDATE sends AS s SET state = 'sent', claimed_at = ?, settled_at = ?, epoch = 1 WHERE ${first}`,
        now,
        now,
        id,
      ),
    )
    const hers = seal(a, now)
    const times = { due: now, slot: now, at: now, claimedAt: now, settledAt: now }
    const rest = { kind: 'sequence', state: 'sent', tries: 1, ...times, address: 'y@shop.com', domain: 'shop.com' }
    const set = { ...rest, ...claims[what]?.(mine, own) }
    const claim = forged(b, now, [{ kind: 'send', id: nameOf(a, id), by: b.seat, set }], { seen: before })
    hear({ owner: a, others: [c, a2], claim, told: hers, when }, made.clock)
    for (const device of [c, a, a2]) {
      expect(mailOf(device, id)[0]).toEqual({ step: 1, state: 'sent' })
      expect(mailOf(device, own)[0]).toEqual({ step: 1, state: 'planned' })
      expect(shown(device).refused).toMatchObject([{ kind: 'send' }])
    }
  },
)

it('has one name of 16 characters on all computers, as what opts out by email is read', async () => {
  const made = await begin([person('Cy', 'admin'), person('Ana', 'member', 2)])
  const [, a] = made.devices as [Device, Device]
  const { now } = made.clock
  const about = { account: addMailbox(a, box, now), contact: addContact(a, 'x@shop.com', now), name: 'Spring' }
  const id = engage(a, about, now)
  settleAll(made)
  const names = new Set(made.devices.map((device) => nameOf(device, id)))
  expect([...names]).toEqual([expect.stringMatching(/^u[0-9a-hjkmnp-tv-z]{15}$/)])
})
