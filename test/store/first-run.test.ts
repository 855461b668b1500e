import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { accountByAddress, accountByPublicId, accountRows, setAccountState } from '../../src/main/store/accounts.ts'
import { stamp, tick } from '../../src/main/store/clockwork.ts'
import { journalEntries, note } from '../../src/main/store/journal.ts'
import { migrate } from '../../src/main/store/migrate.ts'
import { openStore } from '../../src/main/store/open.ts'
import { keepMessage, sandboxMessage, sandboxPage } from '../../src/main/store/sandbox.ts'
import { firstSeat } from '../../src/main/store/seats.ts'
import { firstRun, hasWorkspace, updateWorkspace, workspaceRow } from '../../src/main/store/workspace.ts'

const now = Date.UTC(2026, 10, 23, 9)
const dice = { bytes: (n: number) => new Uint8Array(randomBytes(n)) }

function fresh() {
  const store = openStore(':memory:')
  migrate(store.sqlite)
  return store
}
function started() {
  const store = fresh()
  store.write((tx) =>
    firstRun(tx, { zone: 'Europe/Paris', device: 'd1', seatName: 'Anna', seatAddress: 'Anna@example.com', now, dice }),
  )
  return store
}

it('a first run makes a workspace that can send at once', () => {
  const store = fresh()
  expect(hasWorkspace(store)).toBe(false)
  store.close()
  const made = started()
  expect(workspaceRow(made)).toMatchObject({
    zone: 'Europe/Paris',
    paused: false,
    stopped: false,
    daysOff: [],
    policy: {},
  })
  expect(workspaceRow(made).messageKey).toHaveLength(32)
  expect(firstSeat(made)).toMatchObject({ name: 'Anna', address: 'Anna@example.com', role: 'admin', state: 'active' })
  expect(accountRows(made)).toMatchObject([
    {
      publicId: expect.stringMatching(/^u/),
      kind: 'managed',
      state: 'active',
      address: 'Anna@sandbox.cadenza.invalid',
      perUtcDay: 50,
      limits: [],
      seat: null,
      paused: false,
    },
  ])
  made.close()
})

it('account queries find by id and by address without case, and states change', () => {
  const store = started()
  const account = accountRows(store)[0]
  if (!account) throw new Error('no account')
  expect(accountByPublicId(store, account.publicId)).toEqual(account)
  expect(accountByAddress(store, 'ANNA@SANDBOX.cadenza.INVALID')).toEqual(account)
  store.write((tx) => setAccountState(tx, account.id, 'error', 'the server is away', 'connection', now + 3_600_000))
  expect(accountByPublicId(store, account.publicId)).toEqual({
    ...account,
    state: 'error',
    stateReason: 'the server is away',
    outKind: 'connection',
    resumeAt: now + 3_600_000,
    version: 2,
  })
  store.close()
})

it('workspace, journal and sandbox give back what was written', () => {
  const store = started()
  store.write((tx) => {
    updateWorkspace(tx, { holidays: 'FR', daysOff: ['2026-12-24'] })
    note(tx, now, 'slot_missed', 'asleep', { sends: 3 })
    for (const n of [1, 2, 3])
      keepMessage(tx, {
        publicId: `m${n}`,
        sendId: null,
        sender: 'a@example.com',
        recipients: ['b@example.com'],
        subject: `S${n}`,
        raw: Buffer.from(`raw ${n}`),
        receivedAt: now + n,
      })
  })
  expect(workspaceRow(store)).toMatchObject({ holidays: 'FR', daysOff: ['2026-12-24'], zone: 'Europe/Paris' })
  expect(journalEntries(store, 10)).toEqual([{ at: now, kind: 'slot_missed', text: 'asleep', data: { sends: 3 } }])
  expect(sandboxPage(store, null, 2).map((m) => m.publicId)).toEqual(['m3', 'm2'])
  expect(sandboxPage(store, 'm2', 2).map((m) => m.publicId)).toEqual(['m1'])
  expect(sandboxMessage(store, 'm1')).toMatchObject({ subject: 'S1', recipients: ['b@example.com'], size: 5 })
  expect(sandboxMessage(store, 'm1')?.raw.toString()).toBe('raw 1')
  expect(sandboxMessage(store, 'nope')).toBeUndefined()
  store.close()
})

it('stamps rise, whatever the wall clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4e12 }), { maxLength: 50 }), (clock) => {
      let last = ''
      for (const at of clock) {
        const next = tick(last, at, 'd1')
        expect(next > last).toBe(true)
        last = next
      }
    }),
  )
  const store = started()
  const marks = [now + 5, now - 1e9, now].map((at) => store.write((tx) => stamp(tx, at)))
  expect(marks.map((m) => m.hlc)).toEqual([...marks.map((m) => m.hlc)].sort())
  expect(new Set(marks.map((m) => m.hlc)).size).toBe(3)
  expect(marks[0]).toMatchObject({ author: firstSeat(store).publicId, device: 'd1' })
  store.close()
})
