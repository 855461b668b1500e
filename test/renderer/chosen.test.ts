import { expect, it } from 'vitest'
import { type Draft, keepable } from '../../src/renderer/pages/wizard/draft.ts'
import { selectionIn } from '../../src/renderer/parts/table/selection.ts'

it('chooses nothing in a list that shows others than those that were chosen from', () => {
  const kept = { of: '{"tab":"refused"}', ids: new Set(['a', 'b']), isAll: true }
  expect(selectionIn(kept, kept.of)).toBe(kept)
  expect(selectionIn(kept, '{"tab":"all"}')).toEqual({ of: '{"tab":"all"}', ids: new Set(), isAll: false })
})

it('keeps a draft whole or not at all: never with others than were chosen', () => {
  const draft: Draft = {
    who: { kind: 'these', ids: Array.from({ length: 20 }, (_, n) => `contact${String(n).padStart(9, '0')}`) },
    except: ['left.out@example.com'],
    join: null,
    repeat: false,
    recent: false,
    apart: null,
    assign: 'mine',
    from: null,
    group: null,
    senders: [],
    start: 'now',
    spread: false,
    perDay: null,
    perHour: null,
    windows: null,
    ends: { company: false, clicked: false, until: null },
    seed: 1,
  }
  expect(keepable(draft)).toEqual(draft)
  const ids = Array.from({ length: 500 }, (_, n) => `contact${String(n).padStart(9, '0')}`)
  expect(keepable({ ...draft, who: { kind: 'these', ids } })).toBeNull()
  const except = ids.map((id) => `${id}@example.com`)
  expect(keepable({ ...draft, who: { kind: 'all' }, except })).toBeNull()
})
