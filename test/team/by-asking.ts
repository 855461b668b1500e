/** What people of a fleet ask for and decide on, their domains, and answers that come in: drawn beside all else where that is wished. */
import { stamp } from '../../src/main/store/clockwork.ts'
import { noEffects } from '../../src/main/store/incoming-kept.ts'
import { insertIncoming } from '../../src/main/store/incoming-write.ts'
import { insertLimitRequest } from '../../src/main/store/limit-requests.ts'
import type { Deeds } from './deeds.ts'
import { newId } from './devices.ts'
import { asked, type Deed, pick } from './leaving.ts'

const askMailbox: Deed = (_, one, draw) =>
  asked(() => one.client.mailbox_requests.create({ address: `box${draw(5)}@acme.com`, confirm_theirs: true }))

const answerMailbox: Deed = (_, one, draw) =>
  asked(async () => {
    const { rows } = await one.client.mailbox_requests.list({ limit: 50 } as never)
    const row = pick(
      rows.toSorted((a, b) => (a.public_id < b.public_id ? -1 : 1)),
      draw,
    )
    if (!row) return
    const { mailbox_requests: requests } = one.client
    const { public_id, version } = row
    const answers = [
      () => requests.approve({ public_id, version, ...(draw(2) ? { permits: { more: true } } : {}) } as never),
      () => requests.decline({ public_id, version, reason: `not now ${draw(9)}` }),
      () => requests.withdraw({ public_id, version }),
    ]
    await answers[draw(3)]?.()
  })

const askLimit: Deed = (fleet, one, draw) =>
  one.store.write((tx) => {
    if (tx.get(`SELECT 1 FROM limit_requests WHERE state = 'pending' AND deleted = 0`)) return
    const now = fleet.clock(one)
    const row = {
      publicId: newId(),
      kind: 'accounts',
      seatId: 1,
      wanted: 20 + draw(9),
      note: null,
      createdAt: now,
    } as const
    insertLimitRequest(tx, row, stamp(tx, now))
  })

const answerLimit: Deed = (_, one, draw) =>
  asked(async () => {
    const row = pick(
      one.store.all<{ id: string; wanted: number }>(
        `SELECT public_id AS id, wanted FROM limit_requests WHERE state = 'pending' AND deleted = 0 ORDER BY public_id`,
      ),
      draw,
    )
    if (!row) return
    const { limit_requests: requests } = one.client
    if (draw(2)) await requests.approve({ public_id: row.id, granted: row.wanted })
    else await requests.decline({ public_id: row.id, reason: `not now ${draw(9)}` })
  })

const domain: Deed = (_, one, draw) =>
  asked(async () => {
    const { domains } = one.client
    const name = `shop${draw(3)}.example`
    const row = one.store.get<{ id: string; version: number }>(
      'SELECT public_id AS id, version FROM domains WHERE name = ? AND deleted = 0',
      name,
    )
    const host = draw(2) ? `go${draw(3)}.${name}` : null
    if (!row) await domains.add({ name, tracking_host: host })
    else if (draw(3) === 0) await domains.remove({ public_id: row.id })
    else await domains.update({ public_id: row.id, version: row.version, tracking_host: host })
  })

/** An answer to an email of a mailbox that is at home here. */
const answer: Deed = (fleet, one, draw) => {
  const now = fleet.clock(one)
  const row = pick(
    one.store.all<Record<'send' | 'enrollment' | 'contact' | 'account', number> & { address: string }>(
      `SELECT s.id AS send, s.enrollment_id AS enrollment, s.contact_id AS contact, s.account_id AS account, s.address
       FROM sends s JOIN accounts a ON a.id = s.account_id JOIN workspace w ON w.device = a.home_device
       WHERE s.state = 'sent' AND s.enrollment_id IS NOT NULL ORDER BY s.address, s.step`,
    ),
    draw,
  )
  if (!row) return
  const verdict = {
    ...{ kind: 'other' as const, hard: false, recipients: [], returnDate: null, feedback: null },
    ...{ text: `Away ${draw(9)}`, evidence: [] },
  }
  const messageKey = `m${draw(9999)}`
  // whoever reads a mailbox takes a message in once
  const known = 'SELECT 1 FROM incoming WHERE account_id = ? AND message_key = ?'
  if (one.store.get(known, row.account, messageKey) !== undefined) return
  one.store.write((tx) =>
    insertIncoming(tx, {
      ...{ publicId: newId(), accountId: row.account, messageKey, place: null, at: now },
      ...{ fromAddress: row.address, fromName: null, subject: 'Re: Hello', verdict, body: null },
      ...{ sendId: row.send, enrollmentId: row.enrollment, contactId: row.contact },
      ...{ effects: noEffects, decidedAt: now },
    }),
  )
}

export const byAsking: Deeds = [
  [2, 'ask for a mailbox', askMailbox],
  [3, 'answer for a mailbox', answerMailbox],
  [1, 'ask for a limit', askLimit],
  [2, 'answer for a limit', answerLimit],
  [2, 'domain', domain],
  [3, 'come back', answer],
]
