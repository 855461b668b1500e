import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSequence, parseSequence, problemText } from '../../src/shared/domain/sequence.ts'
import { size } from '../size.ts'

const schema = new Ajv({ allErrors: true, strictTuples: false }).compile(
  JSON.parse(readFileSync(new URL('../../resources/sequence.schema.json', import.meta.url), 'utf8')),
)

const first = { subject: 'Hello', text: 'Hi {{ first_name }}' }
const later = { text: 'Any news?', delay: { days: 3 } }
const one = (step: object) => ({ name: 'Spring', steps: [step] })
const two = (step: object) => ({ name: 'Spring', steps: [first, step] })
const file = (attachment: unknown) => one({ ...first, attachments: [attachment] })

const said = (value: unknown) => {
  const check = checkSequence(value)
  return check.ok ? 'ok' : problemText(check.problems)
}

const good: [string, unknown][] = [
  ['text', one(first)],
  ['HTML', one({ subject: 'Hello', html: '<p>Hi</p>' })],
  ['both', one({ ...first, html: '<p>Hi</p>' })],
  ['no delay, said so', one({ ...first, delay: { days: 0 } })],
  ['with its schema', { $schema: './sequence.schema.json', ...one(first) }],
  ['answer', two(later)],
  ['empty subject', two({ ...later, subject: '' })],
  ['own subject', two({ ...later, subject: 'Another thing' })],
  ['at', two({ ...later, delay: { days: 3, at: '14:00' } })],
  ['early', two({ ...later, delay: { days: 1, at: '9:00' } })],
  ['late', two({ ...later, delay: { days: 365, at: '23:00' } })],
  ['file', file('offer.pdf')],
  ['file below', file('files/offer.v2.pdf')],
  ['file with another name', file({ path: 'a.pdf', name: 'Offer.pdf' })],
  ['content', file({ name: 'a.txt', content: 'aGVsbG8=' })],
  ['empty content', file({ name: 'a.txt', content: '' })],
  ['dots in a name', file('a..b.pdf')],
  ['one empty body', one({ ...first, html: '' })],
]

const keys = 'Known here: "subject", "html", "text", "delay", "attachments".'
const bad: [string, unknown, string][] = [
  ['a list', [], 'A sequence is an object: {"name": "…", "steps": […]}.'],
  ['nothing', null, 'A sequence is an object: {"name": "…", "steps": […]}.'],
  ['no name', { steps: [first] }, 'name: Give the sequence a name.'],
  ['blank name', { name: ' ', steps: [first] }, 'name: Give the sequence a name.'],
  [
    'long name',
    { name: 'x'.repeat(201), steps: [first] },
    'name: The name has 201 characters; at most 200 are allowed.',
  ],
  ['name of two lines', { name: 'a\nb', steps: [first] }, 'name: The name must be one line.'],
  ['no steps', { name: 'x' }, 'steps: Give at least one step: [{"subject": "…", "text": "…"}].'],
  ['zero steps', { name: 'x', steps: [] }, 'steps: Give at least one step: [{"subject": "…", "text": "…"}].'],
  [
    'many steps',
    { name: 'x', steps: [first, ...Array(50).fill(later)] },
    'steps: There are 51 steps; at most 50 are allowed.',
  ],
  ['misspelt', { ...one(first), stepps: [] }, 'stepps: This key is not known. Did you mean "steps"?'],
  ['unknown', one({ ...first, colour: 'red' }), `steps[0].colour: This key is not known. ${keys}`],
  ['other case', one({ ...first, HTML: 'x' }), 'steps[0].HTML: This key is not known. Did you mean "html"?'],
  ['no step', { name: 'x', steps: ['Hello'] }, 'steps[0]: A step is an object: {"subject": "…", "text": "…"}.'],
  ['no subject', one({ text: 'x' }), 'steps[0].subject: The first email needs a subject.'],
  ['blank subject', one({ subject: ' ', text: 'x' }), 'steps[0].subject: The first email needs a subject.'],
  ['number as subject', two({ ...later, subject: 1 }), 'steps[1].subject: The subject must be text.'],
  [
    'subject of two lines',
    one({ subject: 'a\r\nBcc: x@y.z', text: 'x' }),
    'steps[0].subject: The subject must be one line.',
  ],
  [
    'long subject',
    one({ subject: 'x'.repeat(999), text: 'x' }),
    'steps[0].subject: The subject has 999 characters; at most 998 are allowed.',
  ],
  ['no body', one({ subject: 'x' }), 'steps[0]: The email is empty. Give it "html" or "text".'],
  [
    'empty body',
    one({ subject: 'x', text: ' ' }),
    'steps[0]: The email is empty. Write something into "html" or "text".',
  ],
  ['body', one({ subject: 'x', text: ['x'] }), 'steps[0].text: The body must be text.'],
  [
    'long body',
    one({ subject: 'x', text: 'x'.repeat(500_001) }),
    'steps[0].text: The body has 500001 characters; at most 500000 are allowed.',
  ],
  [
    'first delay',
    one({ ...first, delay: { days: 2 } }),
    'steps[0].delay: The first email leaves when the schedule says. Remove its delay.',
  ],
  [
    'first hour',
    one({ ...first, delay: { days: 0, at: '9:00' } }),
    'steps[0].delay: The first email leaves when the schedule says. Remove its delay.',
  ],
  [
    'no delay',
    two({ text: 'x' }),
    'steps[1].delay: Say how long after the email before: {"days": 3} or {"days": 3, "at": "14:00"}.',
  ],
  ['no days', two({ ...later, delay: {} }), 'steps[1].delay.days: Give a whole number of working days from 1 to 365.'],
  [
    'zero days',
    two({ ...later, delay: { days: 0 } }),
    'steps[1].delay.days: Give a whole number of working days from 1 to 365.',
  ],
  [
    'half days',
    two({ ...later, delay: { days: 1.5 } }),
    'steps[1].delay.days: Give a whole number of working days from 1 to 365.',
  ],
  [
    'text days',
    two({ ...later, delay: { days: '3' } }),
    'steps[1].delay.days: Give a whole number of working days from 1 to 365.',
  ],
  [
    'too late',
    two({ ...later, delay: { days: 366 } }),
    'steps[1].delay.days: Give a whole number of working days from 1 to 365.',
  ],
  [
    'half past',
    two({ ...later, delay: { days: 3, at: '14:30' } }),
    'steps[1].delay.at: Emails are planned by whole hours. Write "14:00".',
  ],
  [
    'midnight',
    two({ ...later, delay: { days: 3, at: '24:00' } }),
    'steps[1].delay.at: "24:00" is not an hour. Write "09:00", up to "23:00".',
  ],
  [
    'pm',
    two({ ...later, delay: { days: 3, at: '2pm' } }),
    'steps[1].delay.at: "2pm" is not an hour. Write "09:00", up to "23:00".',
  ],
  ['hour', two({ ...later, delay: { days: 3, at: 14 } }), 'steps[1].delay.at: Give the hour as text: "14:00".'],
  [
    'day',
    two({ ...later, delay: { day: 3 } }),
    'steps[1].delay.day: This key is not known. Did you mean "days"?\nsteps[1].delay.days: Give a whole number of working days from 1 to 365.',
  ],
  ['attachment', one({ ...first, attachments: 'a.pdf' }), 'steps[0].attachments: Give a list: ["offer.pdf"].'],
  [
    'attachments',
    one({ ...first, attachments: Array(21).fill('a.pdf') }),
    'steps[0].attachments: There are 21 attachments; at most 20 are allowed.',
  ],
  [
    'number',
    file(1),
    'steps[0].attachments[0]: Give the name of a file beside this one, or {"name": "…", "content": "base64"}.',
  ],
  [
    'root',
    file('/etc/passwd'),
    'steps[0].attachments[0]: The file must lie beside the sequence file or in a folder below. Copy it there and give its name.',
  ],
  [
    'drive',
    file('C:\\a.pdf'),
    'steps[0].attachments[0]: The file must lie beside the sequence file or in a folder below. Copy it there and give its name.',
  ],
  [
    'share',
    file('\\\\host\\a.pdf'),
    'steps[0].attachments[0]: The file must lie beside the sequence file or in a folder below. Copy it there and give its name.',
  ],
  [
    'up',
    file('a/../../b.pdf'),
    'steps[0].attachments[0]: The file must lie beside the sequence file or in a folder below. Copy it there and give its name.',
  ],
  ['folder', file('a/'), 'steps[0].attachments[0]: Give a file name of at most 255 characters, without a folder.'],
  [
    'no name',
    file({ content: 'aGVsbG8=' }),
    'steps[0].attachments[0].name: Give a file name of at most 255 characters, without a folder.',
  ],
  [
    'no content',
    file({ name: 'a.txt' }),
    'steps[0].attachments[0].content: Give the content in base64, or the "path" of a file.',
  ],
  [
    'path as name',
    file({ name: 'a/b.txt', content: '' }),
    'steps[0].attachments[0].name: Give a file name of at most 255 characters, without a folder.',
  ],
  ['no base64', file({ name: 'a.txt', content: 'hello' }), 'steps[0].attachments[0].content: This is not base64.'],
]

describe('a good sequence', () => {
  it.each(good)('%s: accepted, by the schema as well', (_, value) => {
    expect(said(value)).toBe('ok')
    expect(schema(value)).toBe(true)
  })

  it('is given back complete', () => {
    const html = '<p>Hi</p>'
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
          { subject: 'Hello', html, text: null, days: 0, hour: null, attachments },
          { subject: '', html: null, text: 'Any news?', days: 3, hour: 14, attachments: [] },
          { subject: 'Bye', html: null, text: 'Bye', days: 1, hour: null, attachments: [] },
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
        'a.pdf',
        'QQ==',
      ),
      fc.array(fc.constantFrom('a.pdf', '/a', { name: 'a', content: 'QQ==' }, { path: 'b' }), { maxLength: 3 }),
    )
    const step = fc.dictionary(fc.constantFrom('subject', 'html', 'text', 'delay', 'attachments', 'x'), piece, {
      maxKeys: 4,
    })
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
