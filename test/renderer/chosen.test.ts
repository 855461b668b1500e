import { expect, it } from 'vitest'
import { type Draft, keepable } from '../../src/renderer/pages/wizard/draft.ts'
import { chosenNow, selectionIn, shownIn } from '../../src/renderer/parts/table/selection.ts'
import { mostExcept } from '../../src/shared/domain/except.ts'

it('chooses nothing in a list that shows others than those that were chosen from', () => {
  const kept = { of: '{"tab":"refused"}', ids: new Set(['a', 'b']), isAll: true }
  expect(selectionIn(kept, kept.of)).toBe(kept)
  expect(selectionIn(kept, '{"tab":"all"}')).toEqual({ of: '{"tab":"all"}', ids: new Set(), isAll: false })
})

it('takes rows out of all that fit one by one, those that come later are in, and none of all is no selection', () => {
  const all = { of: '{}', ids: new Set<string>(), isAll: true }
  const without = chosenNow(all, ['a', 'b', 'c'], new Set(['a', 'c']))
  expect(without).toEqual({ of: '{}', ids: new Set(['b']), isAll: true })
  expect(shownIn(without, ['a', 'b', 'c', 'd'])).toEqual(new Set(['a', 'c', 'd']))
  expect(chosenNow(without, ['a', 'b', 'c', 'd'], new Set(['a', 'b', 'c', 'd'])).ids).toEqual(new Set())
  // one more row taken out, even the last that is loaded, is one more exception: others fit that are not loaded
  expect(chosenNow(all, ['a'], new Set())).toEqual({ of: '{}', ids: new Set(['a']), isAll: true })
  expect(chosenNow(without, ['a', 'b', 'c'], new Set())).toEqual({ of: '{}', ids: new Set(), isAll: false })
  expect(chosenNow({ ...all, isAll: false }, ['a', 'b'], new Set(['b'])).ids).toEqual(new Set(['b']))
})

it('leaves out no more than the engine takes: the selection stays as it was', () => {
  const loaded = Array.from({ length: mostExcept + 2 }, (_, n) => String(n))
  const full = chosenNow({ of: '', ids: new Set(), isAll: true }, loaded, new Set(loaded.slice(mostExcept)))
  expect(full.ids.size).toBe(mostExcept)
  expect(chosenNow(full, loaded, new Set(loaded.slice(mostExcept + 1)))).toBe(full)
  expect(chosenNow(full, loaded, new Set(loaded.slice(mostExcept - 1))).ids.size).toBe(mostExcept - 1)
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
