/** What people of one team make, change and take away of things that others of them make too. What can't be done as things stand comes to nothing. */
import { insertAlias, removeAlias } from '../../src/main/store/aliases.ts'
import { stamp } from '../../src/main/store/clockwork.ts'
import { domainByName, insertDomain, removeDomain, updateDomain } from '../../src/main/store/domains.ts'
import { groupRows, insertGroup, removeGroup, setGroup } from '../../src/main/store/groups.ts'
import { deleteAccount, failAll } from '../../src/main/store/removal.ts'
import { insertShare, updateShare } from '../../src/main/store/shares.ts'
import { type Device, newId } from './devices.ts'
import { addContact, addMailbox, engage } from './engaging.ts'

const [name, box, other] = ['acme.com', 'sales@acme.com', 'info@acme.com']
const account = ({ store }: Device, n = 0) => {
  const all = store.all<{ id: number; publicId: string; seatId: number | null; home: string }>(
    'SELECT id, public_id AS publicId, seat_id AS seatId, home_device AS home FROM accounts WHERE address_key = ? AND deleted = 0 ORDER BY public_id',
    box,
  )
  return all[n % Math.max(1, all.length)]
}
const seatRow = ({ store, seat }: Device) =>
  store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', seat)?.id as number
/** On one of the computers; `n` below 9 says which way. */
type Deed = (device: Device, now: number, n: number) => void

export const deeds: Record<string, Deed> = {
  domain({ store }, now, n) {
    store.write((tx) => {
      const [row, mark] = [domainByName(tx, name), stamp(tx, now)]
      const trackingHost = n % 2 ? `go${n}.${name}` : null
      if (!row) insertDomain(tx, { publicId: newId(), name, trackingHost, createdAt: now }, mark)
      else if (n % 3 === 0) removeDomain(tx, row.id, mark)
      else updateDomain(tx, row.id, { ...row, trackingHost }, row.findings, mark)
    })
  },
  group(device, now, n) {
    const own = account(device, n)
    device.store.write((tx) => {
      const all = groupRows(tx)
      const [row, mark] = [all[n % Math.max(1, all.length)], stamp(tx, now)]
      const title = n % 2 ? 'second' : 'first'
      const free = !all.some((each) => each.name === title)
      const id = row?.id ?? insertGroup(tx, { publicId: newId(), name: title, createdAt: now }, mark)
      if (own) setGroup(tx, own.id, row && n % 3 === 0 ? null : id, mark)
      if (row && n % 3 === 0) removeGroup(tx, row.id, mark)
      else if (row && free) insertGroup(tx, { publicId: newId(), name: title, createdAt: now }, mark)
    })
  },
  account(device, now, n) {
    const row = account(device, n)
    const mine = device.store.get(
      'SELECT 1 FROM accounts WHERE address_key = ? AND deleted = 0 AND seat_id = ?',
      box,
      seatRow(device),
    )
    if (!row || (n % 4 === 1 && !mine)) {
      const id = addMailbox(device, box, now)
      device.store.write((tx) => tx.run('UPDATE accounts SET seat_id = ? WHERE public_id = ?', seatRow(device), id))
      return
    }
    device.store.write((tx) => {
      const mark = stamp(tx, now)
      if (n % 3 === 0) {
        failAll(tx, row.id, now)
        deleteAccount(tx, row.id, mark)
      } else
        tx.run('UPDATE accounts SET min_gap = ?, author = ?, hlc = ? WHERE id = ?', n, mark.author, mark.hlc, row.id)
    })
  },
  alias(device, now, n) {
    const own = account(device, n)
    const row = device.store.get<{ id: number; accountId: number }>(
      'SELECT id, account_id AS accountId FROM aliases WHERE address_key = ? AND deleted = 0',
      other,
    )
    device.store.write((tx) => {
      const mark = stamp(tx, now)
      if (row && n % 2) removeAlias(tx, { ...row, address: other, publicId: '', name: null }, mark)
      else if (!row && own)
        insertAlias(tx, { publicId: newId(), accountId: own.id, address: other, name: null, createdAt: now }, mark)
    })
  },
  engage(device, now, n) {
    const own = account(device, n)
    if (!own || own.seatId !== seatRow(device)) return
    const contact = addContact(device, `x${now}.${n}@shop.com`, now)
    const e = engage(device, { account: own.publicId, contact, name: `Spring ${now} ${n}` }, now)
    const alias = device.store.get<{ id: number }>(
      'SELECT id FROM aliases WHERE account_id = ? AND deleted = 0',
      own.id,
    )
    if (alias && n % 2)
      device.store.write((tx) => tx.run('UPDATE enrollments SET alias_id = ? WHERE public_id = ?', alias.id, e))
  },
  send(device, now) {
    const { store, id } = device
    store.write((tx) => {
      const { author, hlc } = stamp(tx, now)
      const row = tx.get<{ id: number }>(
        `SELECT s.id FROM sends s JOIN accounts a ON a.id = s.account_id WHERE s.state = 'planned' AND a.home_device = ? AND a.deleted = 0
         ORDER BY s.address, s.step LIMIT 1`,
        id,
      )
      if (row)
        tx.run(
          `UPDATE sends SET state = 'sent', claimed_at = ?, settled_at = ?, epoch = 1, author = ?, device = ?, hlc = ?,
            alias_id = (SELECT alias_id FROM enrollments e WHERE e.id = sends.enrollment_id) WHERE id = ?`,
          now,
          now,
          author,
          id,
          hlc,
          row.id,
        )
    })
  },
  incoming(device, now, n) {
    const own = account(device, n)
    if (!own || own.home !== device.id) return
    device.store.write((tx) => {
      const { author, hlc } = stamp(tx, now)
      tx.run(
        `INSERT OR IGNORE INTO incoming (public_id, account_id, message_key, at, from_address, subject, kind, hard, recipients, evidence, state, effects, decided_at, author, device, hlc)
         VALUES (?, ?, ?, ?, 'z@shop.com', 'Re', 'reply', 0, '[]', '[]', 'none', '{}', ?, ?, ?, ?)`,
        newId(),
        own.id,
        `<m${n % 2}@shop.com>`,
        now,
        now,
        author,
        device.id,
        hlc,
      )
    })
  },
  share(device, now, n) {
    const own = account(device, n)
    if (!own || own.home !== device.id) return
    device.store.write((tx) => {
      const row = tx.get<{ id: number; leaseUntil: number }>(
        "SELECT id, lease_until AS leaseUntil FROM shares WHERE account_id = ? AND state = 'granted' AND deleted = 0",
        own.id,
      )
      const mark = stamp(tx, now)
      if (row) updateShare(tx, row.id, { state: 'revoked', leaseUntil: now }, mark)
      else
        insertShare(
          tx,
          {
            publicId: newId(),
            accountId: own.id,
            device: 'abcdefgh',
            share: 100,
            sealed: 'x',
            epoch: 1,
            leaseUntil: now + 9,
            state: 'granted',
          } as never,
          mark,
          now,
        )
    })
  },
  request(device, now, n) {
    const own = account(device, n)
    if (!own) return
    device.store.write((tx) => {
      const { author, hlc } = stamp(tx, now)
      const seat = seatRow(device)
      tx.run(
        `INSERT INTO mailbox_requests (public_id, seat_id, asked_by, address, address_key, state, permits_role, permits_more, account_id, created_at, author, device, hlc)
         VALUES (?, ?, ?, ?, ?, 'configured', 1, 1, ?, ?, ?, ?, ?)`,
        newId(),
        seat,
        seat,
        box,
        box,
        own.id,
        now,
        author,
        device.id,
        hlc,
      )
    })
  },
}
