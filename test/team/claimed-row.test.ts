/** What one person's computer makes is named after that person: nobody else begins it, whoever is heard first. */
import { afterEach, expect, it } from 'vitest'
import { insertAlias } from '../../src/main/store/aliases.ts'
import { boundName } from '../../src/main/store/bound-name.ts'
import { seenHeads } from '../../src/main/store/chunks.ts'
import { type Mark, stamp } from '../../src/main/store/clockwork.ts'
import { insertContactNote } from '../../src/main/store/contact-notes.ts'
import { noEffects } from '../../src/main/store/incoming-kept.ts'
import { insertIncoming } from '../../src/main/store/incoming-write.ts'
import { insertLimitRequest } from '../../src/main/store/limit-requests.ts'
import { insertMailboxRequest } from '../../src/main/store/mailbox-requests.ts'
import { newName } from '../../src/main/store/maker-name.ts'
import type { Tx } from '../../src/main/store/open.ts'
import { insertShare } from '../../src/main/store/shares.ts'
import { insertSnippet } from '../../src/main/store/snippets.ts'
import type { SharedKind } from '../../src/shared/domain/shared-change.ts'
import { type Device, dice, forged, newId, seal, settleAll } from './devices.ts'
import { addContact, addMailbox } from './engaging.ts'
import { hear } from './hearing.ts'
import { begin, box, endTeams, person, shown } from './joined.ts'

afterEach(endTeams)

interface Making {
  publicId: string
  accountId: number
  contactId: number
  now: number
  mark: Mark
  /** Public id of her other computer. */
  other: string
}
interface His {
  seat: string
  account: string
  device: string
}
/** How somebody makes one, and as what another tells it who makes it out to be theirs. */
interface Kind {
  kind: SharedKind
  make(tx: Tx, making: Making): unknown
  claim(his: His): Record<string, unknown>
}

const verdict = {
  kind: 'reply',
  hard: false,
  recipients: [],
  returnDate: null,
  feedback: null,
  text: null,
  evidence: [],
}
const message = (key: string, { publicId, contactId, now }: Making) => ({
  ...{ publicId, messageKey: key, place: null, at: now, fromAddress: 'x@shop.com', fromName: null, subject: 'Hi' },
  ...{ verdict, body: null, sendId: null, enrollmentId: null, contactId, effects: noEffects, decidedAt: now },
})
const enterMessage = (tx: Tx, making: Making, accountId: number | null) =>
  insertIncoming(tx, { ...message('<m@shop.com>', making), accountId } as Parameters<typeof insertIncoming>[1])

const kinds: Record<string, Kind> = {
  'a note about a contact': {
    kind: 'contact_note',
    make: (tx, { mark, now: createdAt, ...row }) =>
      insertContactNote(tx, { ...row, seatId: 1, text: 'Call in May', createdAt }, mark),
    claim: ({ seat }) => ({ seat, text: 'They never pay' }),
  },
  'a snippet of their own': {
    kind: 'snippet',
    make: (tx, { publicId, now: createdAt, mark }) =>
      insertSnippet(tx, { publicId, name: 'Bye', html: 'Best', seatId: 1, createdAt }, mark),
    claim: ({ seat }) => ({ seat, html: 'Worst' }),
  },
  'a snippet of their own as everybody’s': {
    kind: 'snippet',
    make: (tx, { publicId, now: createdAt, mark }) =>
      insertSnippet(tx, { publicId, name: 'Bye', html: 'Best', seatId: 1, createdAt }, mark),
    claim: () => ({ seat: null, html: 'Worst' }),
  },
  'an alias': {
    kind: 'alias',
    make: (tx, { publicId, accountId, now: createdAt, mark }) =>
      insertAlias(tx, { publicId, accountId, address: `${publicId.slice(-5)}@acme.com`, name: null, createdAt }, mark),
    claim: ({ account }) => ({ account, address: 'hi@acme.com' }),
  },
  'a part of the limits': {
    kind: 'share',
    make(tx, { publicId, accountId, other: device, now, mark }) {
      const part = { share: 100, sealed: 'x', epoch: 1, leaseUntil: now + 1_000_000, state: 'granted' }
      const row = { publicId, accountId, device, ...part }
      return insertShare(tx, row as Parameters<typeof insertShare>[1], mark, now)
    },
    claim: ({ account, device: forDevice }) => ({ account, forDevice }),
  },
  'a request for a mailbox': {
    kind: 'mailbox_request',
    make(tx, { publicId, now: createdAt, mark }) {
      const row = { publicId, seatId: 1, askedBy: 1, address: 'more@acme.com', note: null, createdAt }
      return insertMailboxRequest(tx, row, mark)
    },
    claim: ({ seat }) => ({ seat, askedBy: seat, address: 'other@acme.com' }),
  },
  'a request for a mailbox, asked for by her,': {
    kind: 'mailbox_request',
    make(tx, { publicId, now: createdAt, mark }) {
      const row = { publicId, seatId: 1, askedBy: 1, address: 'more@acme.com', note: null, createdAt }
      return insertMailboxRequest(tx, row, mark)
    },
    claim: ({ seat }) => ({ seat, address: 'other@acme.com' }),
  },
  'a request for more room': {
    kind: 'limit_request',
    make: (tx, { publicId, now: createdAt, mark }) =>
      insertLimitRequest(tx, { publicId, kind: 'accounts', seatId: 1, wanted: 9, note: null, createdAt }, mark),
    claim: ({ seat }) => ({ seat, wanted: 900 }),
  },
  'mail that came in': {
    kind: 'incoming',
    make: (tx, making) => enterMessage(tx, making, making.accountId),
    claim: ({ account }) => ({ account, subject: 'No' }),
  },
  'mail that came in as nobody’s': {
    kind: 'incoming',
    make: (tx, making) => enterMessage(tx, making, making.accountId),
    claim: () => ({ account: null, subject: 'No' }),
  },
  'an opt-out from the page': {
    kind: 'incoming',
    make: (tx, making) => enterMessage(tx, making, null),
    claim: ({ account }) => ({ account, subject: 'No' }),
  },
}

const told = ({ store }: Device, kind: string, id: string): Record<string, unknown> => {
  const row = store.get<{ fields: string }>('SELECT fields FROM shared_rows WHERE kind = ? AND public_id = ?', kind, id)
  const fields = Object.entries(JSON.parse(row?.fields ?? '{}') as object)
  return Object.fromEntries(fields.filter(([field]) => !field.startsWith('~')))
}

const rowId = ({ store }: Device, table: string, id: string): number =>
  store.get<{ id: number }>(`SELECT id FROM ${table} WHERE public_id = ?`, id)?.id as number

/** Cy, who is an admin, Ana on two computers with a mailbox, and Bo with one: all have heard of these. */
async function team() {
  const made = await begin([person('Cy', 'admin'), person('Ana', 'member', 2), person('Bo', 'member')])
  const [c, a, a2, b] = made.devices as [Device, Device, Device, Device]
  const { now } = made.clock
  const account = addMailbox(a, box, now)
  const contact = addContact(a, 'x@shop.com', now)
  const his: His = { seat: b.seat, account: addMailbox(b, 'bo@acme.com', now), device: b.id }
  settleAll(made)
  const make = (device: Device, { make }: Kind, publicId = newName(device.store, dice)): string =>
    device.store.write((tx) => {
      const accountId = rowId(device, 'accounts', device === b ? his.account : account)
      const contactId = rowId(device, 'contacts', contact)
      make(tx, { publicId, accountId, contactId, now, mark: stamp(tx, now, 1), other: a2.id })
      return publicId
    })
  return { made, c, a, a2, b, now, his, make }
}

const orders = ['after', 'before']

it.each(Object.keys(kinds).flatMap((what) => orders.map((when) => [what, when] as const)))(
  'stays as its maker told it where a colleague tells of %s as of theirs, heard %s it was told',
  async (what, when) => {
    const each = kinds[what] as Kind
    const { made, c, a, a2, b, now, his, make } = await team()
    const before = seenHeads(b.store, b.id)
    const id = make(a, each)
    const hers = seal(a, now)
    const whole = told(a, each.kind, id)
    expect(whole).not.toEqual({})
    const set = { ...whole, ...each.claim(his) }
    const claim = forged(b, now + 1000, [{ kind: each.kind, id, by: b.seat, set }], { seen: before })
    hear({ owner: a, others: [c, a2], claim, told: hers, when }, made.clock)
    for (const device of [c, a, a2]) {
      expect(told(device, each.kind, id)).toEqual(whole)
      expect(shown(device)).toMatchObject({
        refused: [{ kind: each.kind, words: 'Its name is that of something that somebody else made.' }],
        waiting: [],
      })
    }
  },
)

const oneOfEach = Object.values(kinds).filter(({ kind }, i, all) => all.findIndex((other) => other.kind === kind) === i)

/** All that they made is held by everybody, and nobody noted that anything was refused. */
function checkTold({ devices }: { devices: Device[] }, made: readonly (readonly [SharedKind, string])[]): void {
  for (const device of devices) {
    for (const [kind, id] of made) expect(told(device, kind, id)).not.toEqual({})
    expect(shown(device)).toMatchObject({ refused: [], waiting: [] })
  }
}

it('is taken in by all where whoever made it tells of it', async () => {
  const { made, a, b, make } = await team()
  const rows = [a, b].flatMap((device) => oneOfEach.map((each) => [each.kind, make(device, each)] as const))
  for (const [, id] of rows) expect(id).toMatch(/^u[0-9a-hjkmnp-tv-z]{22}$/)
  settleAll(made)
  checkTold(made, rows)
})

it('is believed of what has a name that says nothing, as older programs gave it', async () => {
  const { made, a, make } = await team()
  const rows = oneOfEach.map((each) => [each.kind, make(a, each, newId())] as const)
  settleAll(made)
  checkTold(made, rows)
})

it('is told under another name where it was made under another seat', async () => {
  const { made, a, make } = await team()
  const rows = oneOfEach.map((each) => [each.kind, make(a, each, boundName(newId(), '0123456789'))] as const)
  settleAll(made)
  for (const [kind, id] of rows) expect(told(a, kind, id)).toEqual({})
  for (const device of made.devices) {
    const kinds = device.store.all<{ kind: SharedKind }>('SELECT DISTINCT kind FROM shared_rows')
    for (const { kind } of oneOfEach) expect(kinds).toContainEqual({ kind })
    expect(shown(device)).toMatchObject({ refused: [], waiting: [] })
  }
})
