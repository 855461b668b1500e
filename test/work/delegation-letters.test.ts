/** A letter that leaves one computer by SMTP and comes in at another's mailbox by IMAP. Nothing follows from its arrival. */
import { afterEach, expect, it } from 'vitest'
import { minute, type Watched, watched } from '../rig/watched.ts'
import { type Story, story } from './story.ts'

let far: Story | null = null
let near: Watched | null = null
afterEach(async () => {
  await far?.stop()
  await near?.stop()
  far = near = null
})

/** The same two people and workspace on both computers, as a workspace file would have made them. */
function sameTeam(s: Story, me: { id: string; address: string }, them: { id: string; address: string }) {
  s.engine.room.store.write((tx) => {
    tx.run(`UPDATE workspace SET public_id = 'team'`)
    tx.run(
      'UPDATE seats SET public_id = ?, address = ?, address_key = ?, delegates = 1 WHERE id = 1',
      me.id,
      me.address,
      me.address,
    )
    tx.run('UPDATE seats SET public_id = ?, delegates = 1 WHERE address_key = ?', them.id, them.address)
  })
}

it('is kept for a review page, once; an altered one, or one of another workspace, is no letter', async () => {
  near = await watched(['IDLE', 'NAMESPACE', 'UIDPLUS'])
  const { s, box } = near
  const anna = { id: 'seatanna', address: near.address }
  const olga = { id: 'seatolga', address: 'olga@owner.test' }
  await s.client.seats.add({ name: 'Olga', address: olga.address })
  sameTeam(s, anna, olga)

  far = await story(s.now())
  await far.client.seats.add({ name: 'Anna', address: anna.address })
  sameTeam(far, olga, anna)
  // dice of tests fall alike, and two computers have two names
  far.engine.room.store.write((tx) => tx.run(`UPDATE workspace SET device = 'olgas'`))
  const { server } = await far.account('sales@owner.test')
  await far.client.delegations.grant({ address: anna.address })
  await far.goTo(far.now() + 10 * minute)
  const mail = server.arrivals.find(({ to }) => to === anna.address)
  expect(mail?.from).toBe('sales@owner.test')
  const raw = Buffer.from(mail?.raw ?? '')

  const waiting = () => s.client.delegations.received()
  // one character of the letter inside is another
  const altered = Buffer.from(
    raw
      .toString('latin1')
      .replace(
        /(Content-Disposition: attachment[\s\S]*?\r\n\r\n.{40})(.)/,
        (_, head, c) => `${head}${c === 'A' ? 'B' : 'A'}`,
      ),
    'latin1',
  )
  expect(altered.equals(raw)).toBe(false)
  box.put('INBOX', altered)
  box.put('INBOX', raw)
  box.put('INBOX', raw)
  const took = await near.within(30 * minute, () => s.notes.some((note) => note.startsWith('delegation:')))
  expect(took).not.toBeNull()
  await s.goTo(s.now() + 10 * minute)
  const [letter, ...more] = await waiting()
  expect([letter?.purpose, letter?.from.address, more]).toEqual(['grant', olga.address, []])
  expect(s.notes.filter((note) => note.startsWith('delegation:'))).toEqual([
    'delegation: Me wants to let you send for them',
  ])
  expect((await s.client.incoming.list({})).rows.filter(({ subject }) => /send for them/.test(subject))).toEqual([])
  expect((await s.client.delegations.list({})).rows).toEqual([])

  // Olga's computer was never heard of here: its words are compared, and the answer goes back to her
  const text = letter?.text ?? ''
  const seen = await s.client.delegations.review({ text })
  expect([seen.trouble, seen.confirm]).toEqual([null, true])
  const words = seen.fingerprint ?? ''
  const done = await s.client.delegations.apply({ text, answer: 'accept', confirm_fingerprint: words })
  expect(done.delegation).toBeNull()
  expect(await waiting()).toEqual([])
})
