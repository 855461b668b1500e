/** Whom computers of a fleet know, and whom they engage. */
import { stamp } from '../../src/main/store/clockwork.ts'
import { emailName, engagementNames } from '../../src/main/store/engagement-name.ts'
import { insertBatch, insertEnrollments, insertSends } from '../../src/main/store/engaging.ts'
import { addressKey, domainOf } from '../../src/shared/domain/address.ts'
import { type Device, newId } from './devices.ts'
import type { Draw } from './leaving.ts'

const HOUR = 3_600_000

export const addressOf = (n: number) => `p${n}@shop${n % 3}.com`

/** A new one, or a change to one that is known. */
export function putContact({ store }: Pick<Device, 'store'>, draw: Draw, now: number, n = draw(30)): void {
  const address = addressOf(n)
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    const key = addressKey(address)
    if (tx.get('SELECT 1 FROM contacts WHERE address_key = ?', key)) {
      const fields = JSON.stringify({ city: `c${draw(9)}`, [`k${draw(3)}`]: 'x' })
      const set =
        'UPDATE contacts SET first_name = ?, fields = ?, author = ?, device = ?, hlc = ? WHERE address_key = ? AND merged_into IS NULL'
      tx.run(set, `n${draw(50)}`, fields, author, device, hlc, key)
    } else
      tx.run(
        `INSERT INTO contacts (public_id, address, address_key, domain, fields, tags, created_at, author, device, hlc)
         VALUES (?, ?, ?, ?, '{}', '[]', ?, ?, ?, ?)`,
        ...[newId(), address, key, domainOf(key), now, author, device, hlc],
      )
  })
}

export interface Mailbox {
  id: number
  publicId: string
  seat: number | null
}
export const mailboxes = ({ store }: Pick<Device, 'store'>): Mailbox[] =>
  store.all(
    `SELECT id, public_id AS publicId, seat_id AS seat FROM accounts WHERE smtp IS NOT NULL AND deleted = 0 ORDER BY public_id`,
  )

interface About {
  id: number
  address: string
  domain: string
}
/** Those who are in no sequence, by address. */
export const freeContacts = ({ store }: Pick<Device, 'store'>): About[] =>
  store.all(
    `SELECT c.id, c.address, c.domain FROM contacts c WHERE c.deleted = 0
     AND NOT EXISTS (SELECT 1 FROM enrollments e WHERE e.contact_id = c.id AND e.state IN ('pending', 'active', 'paused')) ORDER BY c.address`,
  )

/** Two steps: the first is due at once, the second half a day later. */
export function engageOne(
  { store }: Pick<Device, 'store'>,
  accountId: number,
  about: About,
  { sequenceId, now }: { sequenceId: number; now: number },
): void {
  store.write((tx) => {
    const mark = stamp(tx, now)
    const { id: versionId, steps } = tx.get<{ id: number; steps: string }>(
      'SELECT id, steps FROM sequence_versions WHERE sequence_id = ?',
      sequenceId,
    ) as { id: number; steps: string }
    const kinds = (JSON.parse(steps) as { kind?: string }[]).map(({ kind }) => (kind === 'task' ? 'task' : 'sequence'))
    const calendar = { perDay: null, perHour: null, zone: 'UTC', windows: [], holidays: null, daysOff: [], seed: 1 }
    const rest = {
      useContactZone: false,
      sandbox: false,
      assign: 'mine',
      groupId: null,
      ends: null,
      joins: null,
      state: 'live',
    } as const
    const names = engagementNames(tx, 1, newId)
    const batch = {
      publicId: names.engagement,
      sequenceId,
      versionId,
      seatId: 1,
      start: now,
      now,
      mark,
      ...calendar,
      ...rest,
    }
    const batchId = insertBatch(tx, batch as unknown as Parameters<typeof insertBatch>[1])
    const owed = { batchId, contactId: about.id, accountId, sandbox: false, mark }
    const whole = {
      ...owed,
      publicId: names.enrollment(),
      sequenceId,
      aliasId: null,
      position: 0,
      emails: 2,
      enrolledAt: now,
    }
    const [enrollmentId] = insertEnrollments(tx, [whole]) as [number]
    const plan = (step: number) => ({
      due: now,
      slot: now + step * HOUR,
      at: now + (step - 1) * HOUR * 12,
      why: null,
      paused: false,
      replan: false,
    })
    const to = { address: about.address, domain: about.domain }
    insertSends(
      tx,
      [1, 2].map((step) => {
        // though it goes by another name: schedules are known by their dice
        const drawn = newId()
        const kind = kinds[step - 1] ?? 'sequence'
        return {
          publicId: emailName(whole.publicId, step, () => drawn),
          enrollmentId,
          step,
          kind,
          ...owed,
          ...plan(step),
          ...to,
        }
      }),
    )
  })
}
