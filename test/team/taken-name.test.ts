/** Names that follow from others can be guessed: what an altered computer does with them before anybody bears them. */
import { hash } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import { claim, type Due } from '../../src/main/store/ledger.ts'
import { settleOutcome } from '../../src/main/work/dispatcher/settling.ts'
import { publicIdFrom } from '../../src/shared/domain/ids.ts'
import { type Device, forged, seal, settleAll, type Team, take, teamOf } from './devices.ts'
import { addContact, addMailbox, engage, mailOf } from './engaging.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const nameFrom = (text: string): string => publicIdFrom(hash('sha256', text, 'buffer'))

/** Ana, and Bo with a mailbox and an engagement of two emails of their own; all have heard of them. */
async function team(...more: { name: string; address: string; role: 'admin' | 'member' }[]) {
  const ana = { name: 'Ana', address: 'ana@acme.com', role: 'admin' } as const
  const made = await teamOf([ana, { name: 'Bo', address: 'bo@acme.com', role: 'member' }, ...more])
  teams.push(made)
  const [a, b, c] = made.devices as [Device, Device, Device]
  const { now } = made.clock
  const account = addMailbox(b, 'bo@acme.com', now)
  const enrollment = engage(b, { account, contact: addContact(b, 'z@shop.com', now), name: 'Own' }, now)
  settleAll(made)
  return { made, a, b, c, now, account, enrollment }
}

const dueOf = ({ store }: Device, enrollment: string, step: number): Due =>
  store.get<Due>(
    `SELECT s.id, s.public_id AS publicId, s.enrollment_id AS enrollmentId, s.step, s.account_id AS accountId,
       s.batch_id AS batchId, s.contact_id AS contactId, s.address, s.domain, s.slot, s.at, s.tries, s.sandbox,
       s.message_id AS messageId, s.date_at AS dateAt
     FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.public_id = ? AND s.step = ?`,
    enrollment,
    step,
  ) as Due

it('writes down that an address does not exist though the name of its line is taken, and of the next one too', async () => {
  const { made, a, b, now } = await team()
  const account = addMailbox(a, 'ana@acme.com', now)
  const enrollment = engage(a, { account, contact: addContact(a, 'x@shop.com', now), name: 'Spring' }, now)
  const due = dueOf(a, enrollment, 1)
  const line = (value: string) => ({ kind: 'address', value, reason: 'mine', source: 'hand', createdAt: 1 })
  const name = nameFrom(`${due.publicId} suppressed`)
  const changes = [name, nameFrom(`${name} of its own`)].map(
    (id, i) => ({ kind: 'suppression', id, by: b.seat, set: line(`y${i}@shop.com`) }) as const,
  )
  const taken = forged(b, now, changes)
  for (const device of [a, b]) expect(take(device, [taken], now)).toMatchObject([{ state: 'applied' }])
  const reply = { code: 550, enhanced: '5.1.1', text: 'No such user' }
  a.store.write((tx) => {
    const letter = { raw: Buffer.from('x'), hash: 'h', messageId: 'm', subject: 's', dateAt: now }
    const attempt = claim(tx, { ...letter, sendId: due.id, plannedAt: due.at, now }) as number
    settleOutcome(tx, due, attempt, { kind: 'refused_before', phase: 'rcpt', reply }, now)
  })
  settleAll(made)
  for (const { store } of [a, b])
    expect(store.all('SELECT value, source FROM suppressions WHERE deleted = 0 ORDER BY value')).toEqual([
      { value: 'x@shop.com', source: 'server' },
      { value: 'y0@shop.com', source: 'hand' },
      { value: 'y1@shop.com', source: 'hand' },
    ])
})

/** Bo's first email has left, Bo says, under a name of Bo's choice. */
function claimed(b: Device, id: string, about: { account: string; enrollment: string }, now: number) {
  const times = { due: now, slot: now, at: now, claimedAt: now, settledAt: now }
  const to = { address: 'z@shop.com', domain: 'shop.com' }
  const set = { kind: 'sequence', step: 1, state: 'sent', tries: 1, ...about, ...times, ...to }
  return forged(b, now, [{ kind: 'send', id, by: b.seat, set }])
}

it.each(['before', 'after'])(
  'plans an email whose name was given to another %s it was heard of, and tells of both',
  async (when) => {
    const cy = { name: 'Cy', address: 'cy@acme.com', role: 'admin' } as const
    const { made, a, b, c, now, account, enrollment } = await team(cy)
    // Ana's mailbox, from which Cy engages: Ana's computer plans what is owed
    const hers = addMailbox(a, 'ana@acme.com', now)
    a.store.write((tx) =>
      tx.run(`UPDATE workspace SET policy = json_set(policy, '$.send_for_each_other', json('true'))`),
    )
    settleAll(made)
    const contact = addContact(c, 'x@shop.com', now)
    const owed = engage(c, { account: hers, contact, name: 'Spring', unbound: true }, now)
    const told = seal(c, now)
    const taken = claimed(b, nameFrom(`${owed} 1`), { account, enrollment }, now)
    for (const chunk of when === 'before' ? [taken, ...told] : [...told, taken])
      expect(take(a, [chunk], now)).toMatchObject([{ state: 'applied' }])
    expect(mailOf(a, owed)).toEqual([
      { step: 1, state: 'planned' },
      { step: 2, state: 'planned' },
    ])
    expect(mailOf(a, enrollment)[0]).toEqual({ step: 1, state: 'sent' })
    a.store.write((tx) =>
      tx.run(
        `UPDATE sends SET state = 'sent', claimed_at = ?, settled_at = ? WHERE id = ?`,
        now,
        now,
        dueOf(a, owed, 1).id,
      ),
    )
    take(b, [taken], now)
    settleAll(made)
    for (const device of [a, b, c]) {
      expect(mailOf(device, owed)[0]).toEqual({ step: 1, state: 'sent' })
      expect(mailOf(device, enrollment)[0]).toEqual({ step: 1, state: 'sent' })
    }
  },
)
