import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSequence, parseSequence, problemText } from '../../src/shared/domain/sequence.ts'
import { size } from '../size.ts'
import { bad, first, good, one } from './sequence-cases.ts'

const schema = new Ajv({ allErrors: true, strictTuples: false }).compile(
  JSON.parse(readFileSync(new URL('../../resources/sequence.schema.json', import.meta.url), 'utf8')),
)

const said = (value: unknown) => {
  const check = checkSequence(value)
  return check.ok ? 'ok' : problemText(check.problems)
}

describe('a good sequence', () => {
  it.each(good)('%s: accepted, by the schema as well', (_, value) => {
    expect(said(value)).toBe('ok')
    expect(schema(value)).toBe(true)
  })

  it('is given back complete', () => {
    const html = '<p>Hi</p>'
    const plain = {
      kind: 'email',
      subject: '',
      html: null,
      text: null,
      days: 0,
      hour: null,
      on: null,
      thread: 'reply',
      note: null,
      weight: 1,
      variants: [],
      winner: null,
      attachments: [],
    }
    const check = checkSequence({
      name: ' Spring ',
      steps: [
        { subject: ' Hello ', html, attachments: ['files\\Offer.pdf', { name: 'a.txt', content: 'aGVsbG8=' }] },
        { text: 'Any news?', html: ' ', delay: { days: 3, at: '14:00' } },
        { subject: 'Bye', text: 'Bye', delay: { days: 1 } },
      ],
    })
    const attachments = [
      { path: 'files/Offer.pdf', name: 'Offer.pdf' },
      { name: 'a.txt', content: 'aGVsbG8=' },
    ]
    expect(check).toEqual({
      ok: true,
      sequence: {
        name: 'Spring',
        steps: [
          { ...plain, thread: 'new', subject: 'Hello', html, attachments },
          { ...plain, text: 'Any news?', days: 3, hour: 14 },
          { ...plain, subject: 'Bye', text: 'Bye', days: 1 },
        ],
      },
    })
  })
})

describe('a bad sequence', () => {
  it.each(bad)('%s: refused with place and advice, by the schema as well', (_, value, message) => {
    expect(said(value)).toBe(message)
    expect(schema(value)).toBe(false)
  })

  it('is refused for everything at once, up to 20 things', () => {
    expect(said({ nam: 'x', steps: [{}, {}] }).split('\n')).toHaveLength(6)
    expect(said({ name: 'x', steps: Array(50).fill({}) }).split('\n')).toHaveLength(20)
  })

  it('says where the JSON is broken', () => {
    expect(parseSequence('{\n  "name": "x",\n  "steps": [}\n')).toEqual({
      ok: false,
      problems: [
        {
          path: '',
          message:
            'This is not valid JSON at line 3, column 13. Often a comma or a quotation mark is missing just before.',
        },
      ],
    })
    expect(parseSequence(`\ufeff${JSON.stringify(one(first))}`).ok).toBe(true)
    expect(parseSequence('').ok).toBe(false)
  })

  it('never throws, and says yes only to what the schema says yes to', () => {
    const piece = fc.oneof(
      fc.constantFrom<unknown>(
        'a',
        '',
        ' ',
        'a\nb',
        0,
        1,
        3,
        null,
        true,
        '14:00',
        '../x',
        [],
        {},
        { days: 2 },
        { days: 0 },
        { on: '2026-12-01' },
        { B: { subject: 'a', text: 'b' } },
        { B: { html: 'b' } },
        'task',
        'email',
        'new',
        'reply',
        'A',
        'B',
        'a.pdf',
        'QQ==',
      ),
      fc.array(fc.constantFrom('a.pdf', '/a', { name: 'a', content: 'QQ==' }, { path: 'b' }), { maxLength: 3 }),
    )
    const step = fc.dictionary(
      fc.constantFrom(
        'subject',
        'html',
        'text',
        'delay',
        'attachments',
        'kind',
        'thread',
        'note',
        'weight',
        'variants',
        'winner',
        'x',
      ),
      piece,
      {
        maxKeys: 5,
      },
    )
    const value = fc.record({
      name: fc.oneof(fc.constant('Spring'), piece),
      steps: fc.oneof(fc.array(step, { maxLength: 3 }), piece),
    })
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.anything() }), (v) => {
        expect([said(v) === 'ok', v]).toEqual([schema(v), v])
      }),
      { numRuns: size(2_000, 30_000) },
    )
  })
})
