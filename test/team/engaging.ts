/** Mailboxes, contacts and engagements as the engine of a computer writes them into its own tables. */
import { newAccountName } from '../../src/main/store/account-name.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { emailName, engagementNames } from '../../src/main/store/engagement-name.ts'
import { insertBatch, insertEnrollments, insertSends } from '../../src/main/store/engaging.ts'
import type { Tx } from '../../src/main/store/open.ts'
import { type Device, dice, newId } from './devices.ts'

const idOf = (tx: Tx, table: string, publicId: string): number =>
  tx.get<{ id: number }>(`SELECT id FROM ${table} WHERE public_id = ?`, publicId)?.id as number

/** A mailbox of whoever's computer it is, at home there. */
export const addMailbox = ({ store }: Device, address: string, now: number, called?: string): string =>
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    const id = called ?? newAccountName(tx, dice)
    tx.run(
      `INSERT INTO accounts (public_id, kind, seat_id, address, address_key, limits, state, home_device, created_at, author, device, hlc)
       VALUES (?, 'smtp', 1, ?, ?, '[]', 'active', ?, ?, ?, ?, ?)`,
      ...[id, address, address, device, now, author, device, hlc],
    )
    return id
  })

export const addContact = ({ store }: Device, address: string, now: number): string =>
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    const id = newId()
    tx.run(
      `INSERT INTO contacts (public_id, address, address_key, domain, fields, tags, created_at, author, device, hlc)
       VALUES (?, ?, ?, 'shop.com', '{}', '[]', ?, ?, ?, ?)`,
      ...[id, address, address, now, author, device, hlc],
    )
    return id
  })

/** Two emails to one contact, planned as the engine writes them. `unbound`: under names that say nothing, as 0.9.0 gave. */
export const engage = (
  { store }: Device,
  about: { account: string; contact: string; name: string; unbound?: true },
  now: number,
): string =>
  store.write((tx) => {
    const mark = stamp(tx, now)
    const { author, device, hlc } = mark
    const step = { subject: 'Hello', html: null, text: 'Hi', days: 0, hour: null, attachments: [] }
    const sequenceId = tx.run(
      'INSERT INTO sequences (public_id, name, created_at, author, device, hlc) VALUES (?, ?, ?, ?, ?, ?)',
      ...[newId(), about.name, now, author, device, hlc],
    ).id
    const versionId = tx.run(
      'INSERT INTO sequence_versions (sequence_id, version, steps, created_at) VALUES (?, 1, ?, ?)',
      ...[sequenceId, JSON.stringify([step, { ...step, days: 3 }]), now],
    ).id
    const rest = { perDay: null, perHour: null, zone: 'UTC', windows: [], holidays: null, daysOff: [], seed: 1 }
    const more = {
      useContactZone: false,
      sandbox: false,
      assign: 'mine',
      groupId: null,
      ends: null,
      joins: null,
      state: 'live',
    } as const
    const names = about.unbound ? { engagement: newId(), enrollment: newId } : engagementNames(tx, 1, newId)
    const whole = {
      publicId: names.engagement,
      sequenceId,
      versionId,
      seatId: 1,
      start: now,
      now,
      mark,
      ...rest,
      ...more,
    }
    const batchId = insertBatch(tx, whole as Parameters<typeof insertBatch>[1])
    const [accountId, contactId] = [idOf(tx, 'accounts', about.account), idOf(tx, 'contacts', about.contact)]
    const publicId = names.enrollment()
    const owed = { batchId, contactId, accountId, sandbox: false, mark }
    const one = { ...owed, publicId, sequenceId, aliasId: null, position: 0, emails: 2, enrolledAt: now }
    const [enrollmentId] = insertEnrollments(tx, [one]) as [number]
    const when = { due: now, slot: now, at: now, why: null, paused: false, replan: false }
    const to = { address: 'x@shop.com', domain: 'shop.com' }
    insertSends(
      tx,
      [1, 2].map((step) => ({
        publicId: emailName(publicId, step, newId),
        enrollmentId,
        step,
        ...owed,
        ...when,
        ...to,
      })),
    )
    return publicId
  })

export const mailOf = ({ store }: Device, enrollment: string) =>
  store.all<{ step: number; state: string }>(
    `SELECT s.step, s.state FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE e.public_id = ? ORDER BY s.step`,
    enrollment,
  )
export const stateOf = ({ store }: Device, enrollment: string) =>
  store.get<{ state: string; reason: string | null }>(
    'SELECT state, reason FROM enrollments WHERE public_id = ?',
    enrollment,
  )
