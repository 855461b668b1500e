/**
 * What a seeded team tells, and what each of its computers could tell with an altered program: words of others as its own, one field
 * otherwise, taken away, under another name. test/fixtures/told.json.gz holds what came of that once; see verdicts.test.ts.
 */
import { chunkHeads, chunkOf } from '../../src/main/store/chunks.ts'
import { rootOf } from '../../src/main/store/facts.ts'
import { noEffects } from '../../src/main/store/incoming-kept.ts'
import { insertIncoming } from '../../src/main/store/incoming-write.ts'
import { newName } from '../../src/main/store/maker-name.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { isFactKind } from '../../src/shared/domain/fact-rules.ts'
import type { Change, Chunk } from '../../src/shared/domain/shared-change.ts'
import { byAsking } from './by-asking.ts'
import { byHand } from './by-hand.ts'
import { type Deeds, deeds } from './deeds.ts'
import { dice, forged, newId } from './devices.ts'
import type { Computer, Fleet } from './fleet.ts'
import type { Deed, Draw } from './leaving.ts'
import { add } from './rows.ts'
import { schedule } from './schedule.ts'

/** Chunks of one team, with what is to be known before any of them. */
export interface Telling {
  workspace: string
  root: NonNullable<ReturnType<typeof rootOf>>
  chunks: Chunk[]
}

/** All that anybody holds, by device and number. */
function heldBy(computers: readonly Computer[]): Map<string, Chunk> {
  const held = new Map<string, Chunk>()
  for (const { store } of computers)
    for (const [device, last] of Object.entries(chunkHeads(store)))
      for (let number = 1; number <= last; number++) {
        const chunk = chunkOf(store, device, number)
        if (chunk) held.set(`${device} ${number}`, chunk)
      }
  return held
}

/** Some change made of one that somebody told. */
function altered(
  { kind, id, by, set, gone }: Change,
  all: readonly Change[],
  draw: Draw,
): Omit<Change, 'salt' | 'hlc'> {
  const fields = Object.keys(set ?? {})
  const field = fields[draw(Math.max(1, fields.length))]
  const others = all.filter((one) => one.kind === kind && field !== undefined && one.set?.[field] !== undefined)
  const other = others[draw(Math.max(1, others.length))]?.set?.[field ?? '']
  const told = { kind, by, ...(gone ? { gone } : {}) }
  switch (draw(5)) {
    case 0:
      return { kind, id, by, gone: true }
    case 1:
      return { ...told, id: newId(), ...(set ? { set } : {}) }
    case 2:
      return { ...told, id, ...(set ? { set } : {}) }
    case 3:
      return { kind, id, by, set: field === undefined ? {} : { [field]: other } }
    default:
      return { kind, id, by, set: field === undefined ? {} : { ...set, [field]: other } }
  }
}

/** One row of kinds that schedules have nobody write. */
const writes: Deed = (fleet, one, draw) => {
  const now = fleet.clock(one)
  const [n, seat_id] = [draw(9), 1]
  const own = () => ({ public_id: newName(one.store, dice) })
  const first = (table: string) =>
    one.store.get<{ id: number }>(
      `SELECT id FROM ${table} WHERE deleted = 0 ORDER BY public_id LIMIT 1 OFFSET ?`,
      n % 3,
    )?.id ?? null
  const alias = { account_id: first('accounts'), address: `a${n}@acme.com`, address_key: `a${n}@acme.com` }
  const box = { seat_id, asked_by: seat_id }
  const field = { name: `f${n}`, label: `F${n}`, type: 'text', position: n }
  const rows: readonly [table: string, columns: Record<string, unknown>][] = [
    ['groups', { name: `North ${n}`, name_key: `north ${n}` }],
    ['aliases', { ...own(), ...alias }],
    ['contact_fields', field],
    ['contact_notes', { ...own(), seat_id, contact_id: first('contacts'), text: `Call ${n}`, changed_at: now }],
    ['suppressions', { kind: 'address', value: `s${n}@shop.com`, reason: 'r', source: n % 2 ? 'hand' : 'opt_out' }],
    ['snippets', { ...own(), name: `Bye ${n}`, name_key: `bye ${n}`, html: 'Best', seat_id: n % 3 ? seat_id : null }],
    ['domains', { name: `shop${n}.example`, checks: '[]' }],
    [
      'mailbox_requests',
      { ...own(), ...box, address: `box${n}@acme.com`, address_key: `box${n}@acme.com`, state: 'requested' },
    ],
    ['limit_requests', { ...own(), kind: 'accounts', seat_id, wanted: n + 2, state: 'pending' }],
    [
      'shares',
      {
        ...own(),
        account_id: alias.account_id,
        for_device: one.id,
        share: 100,
        epoch: 1,
        lease_until: now + 1,
        state: 'granted',
      },
    ],
    ['grants', { owner_id: 1, delegate_id: 2, origin: 'grant', state: 'active', expires_at: now + 1 }],
    ['invitations', { seat_id, key: 'k'.repeat(43), expires_at: now + 1, state: 'open' }],
  ]
  const verdict = {
    kind: 'other',
    hard: false,
    recipients: [],
    returnDate: null,
    feedback: null,
    text: 'Hi',
    evidence: [],
  }
  const message = {
    ...{ publicId: newName(one.store, dice), accountId: alias.account_id, messageKey: `k${now}`, place: null, at: now },
    ...{
      fromAddress: 'x@shop.com',
      fromName: null,
      subject: 'Hi',
      verdict,
      body: null,
      sendId: null,
      enrollmentId: null,
    },
    ...{ contactId: null, effects: noEffects, decidedAt: now },
  }
  one.store.write((tx) => insertIncoming(tx, message as unknown as Parameters<typeof insertIncoming>[1]))
  for (const [table, columns] of rows)
    try {
      add(one, table, columns, now)
    } catch (error) {
      // there is one of that name already
      if (!String(error).includes('constraint failed')) throw error
    }
}

/** So many altered changes a computer. */
const each = 100

function tellingOf({ computers, now }: Fleet, draw: Draw, withFacts: boolean): Telling {
  const held = heldBy(computers)
  const all = [...held.values()].flatMap(({ bodies }) => bodies.map((body) => JSON.parse(body ?? 'null') as Change))
  const told = all.filter((change) => change && (withFacts || !isFactKind(change.kind)))
  const kinds = [...new Set(told.map(({ kind }) => kind))]
  const some = (): Change => {
    // of a few requests as much as of many emails
    const kind = kinds[draw(kinds.length)]
    const those = told.filter((change) => change.kind === kind)
    return those[draw(those.length)] as Change
  }
  const forgeries = computers.map((one) =>
    forged(
      one,
      now + one.ahead,
      Array.from({ length: each }, () => altered(some(), told, draw)),
    ),
  )
  const [{ store }] = computers as [Computer]
  const root = rootOf(store)
  if (!root) throw new Error('it shares nothing')
  const chunks = [...held.values(), ...forgeries].map(({ header, signature, bodies }) => ({
    header,
    signature,
    bodies,
  }))
  return { workspace: workspaceRow(store).publicId, root, chunks }
}

/** What was told when a schedule of that number came to be looked at last. */
export async function tellingIn(seed: number, withFacts: boolean): Promise<Telling> {
  let telling: Telling | undefined
  const looks: Deeds = [
    [9, 'writes one of each', writes],
    [
      4,
      'is looked at',
      async (fleet, _, draw) => {
        telling = tellingOf(fleet, draw, withFacts)
      },
    ],
  ]
  const all = [...deeds, ...byHand, ...byAsking, ...looks]
  // what they write here without leave stays on their own computers, so these don't agree in the end
  await schedule(seed, () => {}, { deeds: all, together: 20 }).catch(() => {})
  if (!telling) throw new Error(`nobody looked at schedule ${seed}`)
  return telling
}
