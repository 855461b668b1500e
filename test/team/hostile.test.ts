/** What a member with an altered program may tell, well signed and allowed by its role, and what it must not do to others. */
import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import type { Change } from '../../src/shared/domain/shared-change.ts'
import { type Device, forged, newId, settleAll, type Team, take, teamOf } from './devices.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

const ana = { name: 'Ana', address: 'ana@acme.com', role: 'admin' } as const
const bo = { name: 'Bo', address: 'bo@acme.com', role: 'member' } as const
const cy = { name: 'Cy', address: 'cy@acme.com', role: 'admin' } as const

async function team(...members: Parameters<typeof teamOf>[0]) {
  const made = await teamOf(members)
  teams.push(made)
  return { ...made, of: (n: number) => made.devices[n] as Device }
}

const server = { host: 'smtp.acme.com', port: 465, protocol: 'tls', user: 'ana' }
const reading = { host: 'imap.acme.com', port: 993, protocol: 'tls', user: null }

/** Ana's mailbox, whose passwords her computer's keychain holds. */
function addMailbox({ store }: Device, now: number, signedIn: object | null = null): string {
  const id = newId()
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      `INSERT INTO accounts (public_id, kind, seat_id, address, address_key, smtp, imap, has_secret, has_imap_secret, signed_in,
         limits, state, home_device, created_at, author, device, hlc)
       VALUES (@id, @kind, 1, 'ana@acme.com', 'ana@acme.com', @smtp, @imap, @secret, @secret, @signedIn, '[]', 'active',
         @device, @now, @author, @device, @hlc)`,
      {
        id,
        kind: signedIn ? 'gmail' : 'smtp',
        smtp: JSON.stringify(server),
        imap: JSON.stringify(reading),
        secret: signedIn ? 0 : 1,
        signedIn: signedIn && JSON.stringify(signedIn),
        device,
        now,
        author,
        hlc,
      },
    )
  })
  return id
}

const mailbox = ({ store }: Device, id: string) =>
  store.get<Record<string, unknown>>(
    `SELECT json_extract(smtp, '$.host') AS smtp, json_extract(imap, '$.host') AS imap, has_secret AS secret,
       has_imap_secret AS reads, signed_in AS signedIn, state, name FROM accounts WHERE public_id = ?`,
    id,
  )

const told = (device: Device, id: string, set: Record<string, unknown>, kind: Change['kind'] = 'account') =>
  ({ kind, id, by: device.seat, set }) as const

const server2 = { ...server, host: 'evil.example' }

it.each<[string, Record<string, unknown>]>([
  ['sending', { smtp: server2 }],
  ['reading', { imap: { ...reading, host: 'evil.example' } }],
  ['sending with an authority of its own', { smtp: { ...server, ca: '-----BEGIN CERTIFICATE-----' } }],
  ['sending in the clear', { smtp: { ...server, protocol: 'none', allowPlaintextPassword: true } }],
])('gives no password to a server that another computer named for %s', async (_, set) => {
  const { of, devices, clock } = await team(ana, cy)
  const id = addMailbox(of(0), clock.now)
  settleAll({ devices, clock })
  expect(mailbox(of(0), id)).toMatchObject({ secret: 1, reads: 1, state: 'active' })
  take(of(0), [forged(of(1), clock.now + 5, [told(of(1), id, set)])], clock.now)
  expect(mailbox(of(0), id)).toMatchObject({ secret: 0, reads: 0, state: 'pending' })
})

it('signs in with no token at a server that another computer named, and keeps what is not about the connection', async () => {
  const { of, devices, clock } = await team(ana, cy)
  const id = addMailbox(of(0), clock.now, { provider: 'google', subject: 's', client: 'c', scopes: [], at: 1 })
  settleAll({ devices, clock })
  take(of(0), [forged(of(1), clock.now + 5, [told(of(1), id, { smtp: server2 })])], clock.now)
  expect(mailbox(of(0), id)).toMatchObject({ signedIn: null, state: 'pending' })
  const other = await team(ana, cy)
  const same = addMailbox(other.of(0), clock.now)
  settleAll(other)
  take(other.of(0), [forged(other.of(1), clock.now + 5, [told(other.of(1), same, { name: 'Ana of Acme' })])], clock.now)
  expect(mailbox(other.of(0), same)).toMatchObject({ secret: 1, reads: 1, state: 'active', name: 'Ana of Acme' })
})

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)
const person = { address: 'x@shop.com', tags: [], createdAt: 1 }

it.each<[string, Record<string, unknown>]>([
  ['tags in tags', { ...person, tags: deep(900) }],
  ['tags that no database reads', { ...person, tags: deep(1500) }],
  ['a field of fields', { ...person, 'fields.city': deep(1500) }],
  ['tags that are no words', { ...person, tags: [{ a: 1 }] }],
  ['a field that is no word', { ...person, 'fields.city': { toString: 1 } }],
  ['a second command in an address', { ...person, address: 'x@shop.com>\r\nRCPT TO:<y@shop.com' }],
  ['a second recipient in an address', { ...person, address: 'x@shop.com, y@shop.com' }],
])('takes nothing of a contact with %s', async (_, set) => {
  const { of, clock } = await team(ana, bo)
  take(of(0), [forged(of(1), clock.now + 5, [told(of(1), newId(), set, 'contact')])], clock.now)
  expect(of(0).store.all('SELECT address FROM contacts')).toEqual([])
  expect(of(0).store.all('SELECT what FROM merge_notes')).toHaveLength(1)
})

it('takes no settings of a mailbox that could not stand in its table, whoever they belong to', async () => {
  const { of, devices, clock } = await team(ana, bo)
  const id = newId()
  const account = {
    kind: 'smtp',
    address: 'bo@acme.com',
    seat: of(1).seat,
    limits: [],
    minGap: 0,
    weight: 1,
    paused: false,
    createdAt: 1,
    'homes.1': { device: of(1).id },
  }
  settleAll({ devices, clock })
  const made = forged(of(1), clock.now + 5, [
    told(of(1), newId(), { ...account, address: 'bo@acme.com\r\nX: y' }),
    told(of(1), newId(), { ...account, weight: 'heavy' }),
    told(of(1), id, account),
  ])
  take(of(0), [made], clock.now)
  expect(of(0).store.all("SELECT public_id AS id, weight FROM accounts WHERE kind = 'smtp'")).toEqual([
    { id, weight: 1 },
  ])
})

it("takes no address for a seat from an admin's altered computer that another has, or that is none, and no other one later", async () => {
  const { of, clock } = await team(ana, bo, cy)
  const seats = ({ store }: Device) => store.all('SELECT public_id AS id, address FROM seats ORDER BY public_id')
  const before = seats(of(0))
  const change = (id: string, set: Record<string, unknown>) => told(of(2), id, set, 'seat')
  const fresh = { name: 'X', role: 'member', state: 'active', delegates: false, createdAt: 1 }
  const changes = [
    change(of(1).seat, { address: 'ana@acme.com' }),
    change(of(1).seat, { address: 'bo@elsewhere.com' }),
    change(newId(), { ...fresh, address: 'Bo@Acme.com' }),
    change(newId(), { ...fresh, address: 'x@acme.com>\r\nRCPT TO:<y@acme.com' }),
    change(newId(), { ...fresh, address: 'nobody' }),
  ]
  take(of(0), [forged(of(2), clock.now + 5, changes)], clock.now)
  expect(seats(of(0))).toEqual(before)
  expect(
    of(0)
      .store.all<{ words: string }>('SELECT words FROM merge_notes')
      .map(({ words }) => words)
      .sort(),
  ).toEqual([
    'A seat keeps the address that it was added with.',
    'Another seat has that address.',
    'That is no address that can be written to.',
    'That is no address that can be written to.',
  ])
})
