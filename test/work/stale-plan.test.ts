import { describe, expect, it } from 'vitest'
import { daysOff } from '../../src/main/days-off.ts'
import { claim } from '../../src/main/store/ledger.ts'
import type { Store, Tx } from '../../src/main/store/open.ts'
import { type LedgerRow, ledgerOf } from '../../src/main/store/planning.ts'
import { hold, moveWithinSlot } from '../../src/main/store/replanning.ts'
import { withdrawPlanned } from '../../src/main/store/sending.ts'
import { replan } from '../../src/main/work/planner/replan.ts'
import { HOUR, MINUTE } from '../../src/shared/domain/time.ts'
import { engaged, later, unsettle } from './engaged.ts'

describe('a plan that took long', () => {
  /** What happens to the rows of an enrollment between reading and writing. */
  const happenings: Record<string, (tx: Tx, row: LedgerRow) => void> = {
    claimed: (tx, { id, at }) => {
      tx.run('UPDATE sends SET replan = 0 WHERE id = ?', id)
      const letter = { raw: Buffer.from('x'), hash: 'x', messageId: `<${id}@x>`, subject: 'Hi' }
      expect(claim(tx, { sendId: id, plannedAt: at, now: later, dateAt: later, ...letter })).not.toBeNull()
    },
    'moved inside its slot': (tx, { id, at }) => moveWithinSlot(tx, id, at + MINUTE),
    held: (tx, { id }) => hold(tx, id, null),
    withdrawn: (tx, { enrollmentId }) => void withdrawPlanned(tx, enrollmentId, 'replied', later),
    'put off': (tx, { id }) => void tx.run('UPDATE sends SET retry_at = ?, at = ? WHERE id = ?', later, later, id),
    'moved by hand': (tx, { id }) => void tx.run('UPDATE sends SET by_hand = ? WHERE id = ?', later + 24 * HOUR, id),
    paused: (tx, { enrollmentId }) => void tx.run('UPDATE sends SET paused = 1 WHERE enrollment_id = ?', enrollmentId),
  }

  /** Plans while `meddle` happens: after everything was read, before anything is written. */
  function replanWhile(store: Store, meddle: () => void) {
    let done = false
    return replan({
      store,
      now: later,
      daysOff: (country, own) => {
        const off = daysOff(country, own)
        return (day) => {
          if (!done) {
            done = true
            meddle()
          }
          return off(day)
        }
      },
    })
  }

  it('leaves alone whatever was changed meanwhile, and the next one settles it', async () => {
    const w = await engaged(40, { loops: false })
    const { store } = w.engine.room
    unsettle(store)
    const names = Object.keys(happenings)
    const first = (enrollment: number) => ledgerOf(store, enrollment)[0] as LedgerRow
    const left = new Map<number, LedgerRow[]>()
    const result = replanWhile(store, () => {
      for (const [i, name] of names.entries()) {
        store.write((tx) => happenings[name]?.(tx, first(i + 1)))
        left.set(i + 1, ledgerOf(store, i + 1))
      }
    })
    expect(left.size).toBe(names.length)
    for (const [enrollment, expected] of left) expect(ledgerOf(store, enrollment)).toEqual(expected)
    expect(result).toMatchObject({ skipped: names.length, moved: 3 * (40 - names.length), again: true })
    const next = replan({ store, now: later, daysOff })
    expect(next).toMatchObject({ skipped: 0, again: false })
    expect(store.all(`SELECT id FROM sends WHERE state = 'planned' AND replan = 1`)).toEqual([])
    await w.stop()
  })

  it('does not take back a wish that came while it looked at a row without a time', async () => {
    const w = await engaged(2, { loops: false })
    const { store } = w.engine.room
    store.write((tx) => tx.run('UPDATE sends SET replan = 1, paused = enrollment_id = 1'))
    const { again } = replanWhile(store, () =>
      store.write((tx) => tx.run('UPDATE sends SET paused = 0 WHERE enrollment_id = 1')),
    )
    expect(again).toBe(true)
    expect(ledgerOf(store, 1).map((row) => row.replan)).toEqual([1, 1, 1])
    await w.stop()
  })

  it('says that emails moved to a later slot, except of those that get their first time', async () => {
    const w = await engaged(3, { loops: false })
    const { store } = w.engine.room
    // as they come from the computer that engaged them, or with a step that was added
    store.write((tx) => tx.run('UPDATE sends SET replan = 1, why = iif(enrollment_id = 1, NULL, why)'))
    expect(replan({ store, now: later, daysOff })).toMatchObject({ moved: 9, late: 6 })
    expect(store.all("SELECT text FROM journal WHERE kind = 'moved'")).toEqual([
      { text: '6 emails were moved to a later slot.' },
    ])
    await w.stop()
  })

  it('knows that it did not know of an engagement', async () => {
    const w = await engaged(2, { loops: false })
    const { store } = w.engine.room
    unsettle(store)
    const { again, skipped } = replanWhile(store, () =>
      store.write((tx) => {
        const columns = (tx.all<{ name: string }>(`SELECT name FROM pragma_table_info('batches')`) ?? [])
          .map(({ name }) => name)
          .filter((name) => name !== 'id' && name !== 'public_id')
        tx.run(`INSERT INTO batches (public_id, ${columns}) SELECT 'another', ${columns} FROM batches LIMIT 1`)
      }),
    )
    expect({ again, skipped }).toEqual({ again: true, skipped: 0 })
    await w.stop()
  })
})
