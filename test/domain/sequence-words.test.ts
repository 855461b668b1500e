import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brokenJson } from '../../src/shared/domain/json-place.ts'
import { checkSequence, parseStep, problemText } from '../../src/shared/domain/sequence.ts'
import { base64Bytes, tooLarge } from '../../src/shared/domain/sequence-attachment.ts'
import { nearest } from '../../src/shared/domain/sequence-problem.ts'
import { size } from '../size.ts'

describe('a step of the command line', () => {
  it.each([
    ['+3d@14:00', { days: 3, hour: 14 }],
    ['+3d@9:00', { days: 3, hour: 9 }],
    ['+2d', { days: 2, hour: null }],
    ['2D', { days: 2, hour: null }],
    [' +365d@00:00 ', { days: 365, hour: 0 }],
  ])('%s', (text, step) => {
    expect(parseStep(text)).toEqual({ ok: true, step })
  })

  it.each([
    ['3', '"3" is not a step. Write "+3d@14:00", or "+3d" for the same hour.'],
    ['', '"" is not a step. Write "+3d@14:00", or "+3d" for the same hour.'],
    ['-3d', '"-3d" is not a step. Write "+3d@14:00", or "+3d" for the same hour.'],
    ['+0d', '"+0d": a later step comes 1 to 365 working days after the one before.'],
    ['+366d', '"+366d": a later step comes 1 to 365 working days after the one before.'],
    ['+3d@14:30', 'Emails are planned by whole hours. Write "14:00".'],
    ['+3d@25:00', '"25:00" is not an hour. Write "09:00", up to "23:00".'],
    ['+3d@14', '"14" is not an hour. Write "09:00", up to "23:00".'],
  ])('%j is refused', (text, message) => {
    expect(parseStep(text)).toEqual({ ok: false, message })
  })
})

describe('the key most likely meant', () => {
  it.each([
    ['subjekt', 'subject'],
    ['Subject', 'subject'],
    ['attachment', 'attachments'],
    ['attachements', 'attachments'],
    ['body', null],
    ['x'.repeat(100_000), null],
  ])('%s → %s', (key, known) => {
    expect(nearest(key, ['subject', 'html', 'text', 'delay', 'attachments'])).toBe(known)
  })
})

describe('where JSON breaks', () => {
  it.each([
    ['', 1, 1],
    ['{', 1, 2],
    ['{\n  "a": 1\n  "b": 2 }', 3, 3],
    ['[1, 2,]', 1, 7],
    ["{'a': 1}", 1, 2],
    ['{"a": 01}', 1, 7],
    ['{"a": "x\ny"}', 1, 7],
    ['{} {}', 1, 4],
    ['[}', 1, 2],
    ['{"a"}', 1, 5],
    ['truer', 1, 1],
  ])('%j at %i:%i', (text, line, column) => {
    expect(brokenJson(text)).toEqual({ line, column })
  })

  it('is nowhere exactly when JSON.parse is content', () => {
    const parses = (text: string) => {
      try {
        JSON.parse(text)
        return true
      } catch {
        return false
      }
    }
    const piece = fc.constantFrom(
      ...'{}[],:"\\ \n01-.eEtu',
      '"a"',
      'true',
      'null',
      '1.5e3',
      '\\u00e9',
      '\u0007',
      '{"a":',
      '[1,',
    )
    const broken = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
    const whole = fc.json()
    const cut = fc.tuple(fc.json(), fc.nat(40), piece).map(([json, at, p]) => json.slice(0, at) + p + json.slice(at))
    fc.assert(
      fc.property(fc.oneof(broken, whole, cut), (text) => {
        expect([text, brokenJson(text) === null]).toEqual([text, parses(text)])
      }),
      { numRuns: size(3_000, 50_000) },
    )
    expect(brokenJson('['.repeat(200_000))).toEqual({ line: 1, column: 200_001 })
  })
})

it('refuses attachments of more than 20 MB together', () => {
  const content = 'A'.repeat(4 * Math.ceil((20 * 1024 * 1024 + 1) / 3))
  const steps = [{ subject: 'Hello', text: 'Hi', attachments: [{ name: 'a', content }] }]
  const check = checkSequence({ name: 'Spring', steps })
  expect(check.ok ? 'ok' : problemText(check.problems)).toBe(
    'steps[0].attachments: The attachments have 20.0 MB together; at most 20 MB are allowed. Link to large files instead.',
  )
  expect(tooLarge(20 * 1024 * 1024)).toBeNull()
  expect(['', 'QQ==', 'QUI=', 'QUJD'].map(base64Bytes)).toEqual([0, 1, 2, 3])
})
