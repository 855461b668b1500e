import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classify } from '../../src/shared/domain/incoming.ts'
import type { IncomingMessage } from '../../src/shared/domain/incoming-shape.ts'
import { cluesOf, type KnownSend, longestMemory, matchOf } from '../../src/shared/domain/matching.ts'
import { DAY, HOUR } from '../../src/shared/domain/time.ts'

const now = Date.parse('2026-08-03T10:00Z')
const send = (id: number, more: Partial<KnownSend> = {}): KnownSend => ({
  id,
  publicId: `send${id}`,
  address: 'ada@x.test',
  leftAt: now - id * DAY,
  messageId: `<${id}@us.test>`,
  serverMessageId: null,
  ...more,
})
const message = (headers: Record<string, string>, text = 'Yes, gladly.'): IncomingMessage => ({
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  text,
  parts: [],
  at: now,
})
const clues = (headers: Record<string, string>, from: string | null = 'ada@x.test') => {
  const m = message({ from: from ?? '', subject: 'Re: Hi', ...headers })
  return cluesOf(m, classify(m), from, now)
}
const none = { byId: [], byMark: [], byAddress: [] }

describe('by ids', () => {
  it('what it answers counts, and an id that the server gave instead', () => {
    const found = matchOf(clues({ 'in-reply-to': '<server@them.test>' }), {
      ...none,
      byId: [send(1, { serverMessageId: '<server@them.test>' })],
    })
    expect(found).toMatchObject({ send: { id: 1 }, proof: true })
    expect(found?.evidence).toEqual([{ rule: 'Answers our email', found: '<server@them.test>' }])
  })
  it('of several the newest, and says so', () => {
    const found = matchOf(clues({ references: '<3@us.test> <2@us.test> <other@them.test>' }), {
      ...none,
      byId: [send(3), send(2)],
    })
    expect(found?.send.id).toBe(2)
    expect(found?.evidence.at(-1)).toEqual({
      rule: 'Several fit',
      found: 'the newest of 2 of our emails that it names',
    })
  })
  it('our own mark where no id is left', () => {
    const mail = { ...clues({}), marks: ['send4'] }
    expect(matchOf(mail, { ...none, byMark: [send(4)], byAddress: [send(1)] })).toMatchObject({
      send: { id: 4 },
      proof: true,
    })
  })
})

describe('by address and time', () => {
  it('the newest email before it, which is no proof that one left', () => {
    const found = matchOf(clues({}), { ...none, byAddress: [send(5), send(2), send(1, { leftAt: now + HOUR })] })
    expect(found).toMatchObject({ send: { id: 2 }, proof: false })
    expect(found?.evidence[0]?.found).toBe('our newest email to ada@x.test left 2 days before')
  })
  it('not what left too long ago, nor what has not left', () => {
    const byAddress = [send(1, { leftAt: now - longestMemory - HOUR }), send(2, { leftAt: null })]
    expect(matchOf(clues({}), { ...none, byAddress })).toBeNull()
  })
  it('a notice is looked for by whom it speaks of, mail to many and what is nothing by nobody', () => {
    expect(clues({ 'list-id': '<l.x.test>' }).addresses).toEqual([])
    expect(clues({ 'auto-submitted': 'auto-generated' }).addresses).toEqual([])
    expect(clues({}, null).addresses).toEqual([])
    expect(clues({}).addresses).toEqual(['ada@x.test'])
  })
})

it('whatever is found is one of those given, the newest of its way, in any order', () => {
  const sends = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { maxLength: 6 })
  fc.assert(
    fc.property(sends, sends, fc.boolean(), (ids, others, mixed) => {
      const byId = ids.map((id) => send(id))
      const byAddress = others.map((id) => send(id))
      const mail = clues({ references: byId.map(({ messageId }) => messageId).join(' ') })
      const found = matchOf(mail, { byId: mixed ? byId.toReversed() : byId, byMark: [], byAddress })
      const from = ids.length > 0 ? ids : others
      expect(found?.send.id ?? null).toBe(from.length > 0 ? Math.min(...from) : null)
      if (found) expect(found.proof).toBe(ids.length > 0)
    }),
  )
})
