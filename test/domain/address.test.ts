import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { domainToASCII } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressKey, checkAddress, domainOf } from '../../src/shared/domain/address.ts'
import { size } from '../size.ts'

const corpus = process.env.CADENZA_CORPORA ? join(process.env.CADENZA_CORPORA, 'addresses', 'expected.tsv') : ''
const skipped = corpus === '' || !existsSync(corpus)

const code = (text: string) => {
  const check = checkAddress(text)
  return check.ok ? 'ok' : check.code
}

describe('the address corpus', () => {
  it.skipIf(skipped)(`is judged as expected${skipped ? ' (skipped: CADENZA_CORPORA names no corpora)' : ''}`, () => {
    const rows = readFileSync(corpus, 'utf8').trimEnd().split('\n').slice(1)
    const wrong: string[] = []
    for (const row of rows) {
      const [id, category, diagnosis, shown = ''] = row.split('\t')
      const address = shown.replace(/[\u2400-\u2421]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x2400))
      const good =
        category === 'ISEMAIL_VALID_CATEGORY' ||
        category === 'ISEMAIL_DNSWARN' ||
        (category === 'ISEMAIL_RFC5321' && diagnosis !== 'ISEMAIL_RFC5321_ADDRESSLITERAL')
      if (checkAddress(address).ok !== good) wrong.push(`${id} ${diagnosis} ${shown} → ${code(address)}`)
    }
    expect(wrong).toEqual([])
    expect(rows.length).toBeGreaterThan(40)
  })
})

describe('a refusal says what is wrong', () => {
  it.each([
    ['', 'empty'],
    ['anna', 'no_at'],
    ['anna smith', 'no_at'],
    ['@example.com', 'no_local_part'],
    ['anna@', 'no_domain'],
    ['.anna@example.com', 'dot_start'],
    ['anna.@example.com', 'dot_end'],
    ['an..na@example.com', 'double_dot'],
    ['anna@example..com', 'double_dot'],
    ['anna@.example.com', 'dot_start'],
    ['anna@example.com.', 'dot_end'],
    ['an na@example.com', 'bad_character'],
    ['anna@exam ple.com', 'bad_character'],
    ['anna@exam_ple.com', 'bad_character'],
    ['mailto:anna@example.com', 'bad_character'],
    ['anna@example.com,', 'bad_character'],
    ['anna@-example.com', 'hyphen'],
    ['anna@example-.com', 'hyphen'],
    ['anna@[192.0.2.1]', 'address_literal'],
    ['anna@[IPv6:2001:db8::1]', 'address_literal'],
    ['Anna <anna@example.com>', 'display_name'],
    ['"Anna" <anna@example.com>', 'display_name'],
    ['<anna@example.com>', 'display_name'],
    ['anna@example.com, bob@example.com', 'several'],
    ['anna@example.com;bob@example.com', 'several'],
    ['anna@bob@example.com', 'several'],
    ['anna(work)@example.com', 'comment'],
    ['anna@example.com(work)', 'comment'],
    ['jörg@example.com', 'non_ascii_local'],
    ['"jörg"@example.com', 'non_ascii_local'],
    ['"anna@example.com', 'quotes'],
    ['"anna"smith@example.com', 'quotes'],
    ['anna@example.com\r\nBcc: x@y.z', 'control_character'],
    ['anna\u0000@example.com', 'control_character'],
    ['"anna\u0007"@example.com', 'control_character'],
    ['"anna\\\n"@example.com', 'control_character'],
    [`${'a'.repeat(65)}@example.com`, 'local_too_long'],
    [`anna@${'a'.repeat(64)}.com`, 'label_too_long'],
    [`a@${`${'a'.repeat(60)}.`.repeat(5)}com`, 'domain_too_long'],
    [`${'a'.repeat(20)}@${`${'a'.repeat(60)}.`.repeat(4)}com`, 'too_long'],
    ['anna@☃.com', 'bad_domain'],
  ])('%j: %s', (text, expected) => {
    expect(code(text)).toBe(expected)
  })
})

describe('an accepted address', () => {
  it.each([
    ['anna@example.com', 'anna@example.com', 'example.com'],
    ['Anna.Smith+news@Example.COM', 'Anna.Smith+news@Example.COM', 'example.com'],
    ["o'neil@example.com", "o'neil@example.com", 'example.com'],
    ['"anna smith"@example.com', '"anna smith"@example.com', 'example.com'],
    ['"a\\"b@c"@example.com', '"a\\"b@c"@example.com', 'example.com'],
    ['""@example.com', '""@example.com', 'example.com'],
    ['anna@io', 'anna@io', 'io'],
    ['anna@müller.de', 'anna@xn--mller-kva.de', 'xn--mller-kva.de'],
    ['anna@MÜLLER.de', 'anna@xn--mller-kva.de', 'xn--mller-kva.de'],
    ['anna@例え。jp', 'anna@xn--r8jz45g.jp', 'xn--r8jz45g.jp'],
    ['anna@xn--mller-kva.de', 'anna@xn--mller-kva.de', 'xn--mller-kva.de'],
  ])('%s', (text, address, domain) => {
    expect(checkAddress(text)).toEqual({ ok: true, address, domain })
    expect(domainOf(address)).toBe(domain)
    expect(addressKey(address)).toBe(address.toLowerCase())
  })

  it('holds printable ASCII only and is accepted again, whatever was typed', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '@',
        '.',
        '"',
        '\\',
        'a',
        'b.c',
        '-',
        '"x"',
        'example.com',
        '\r\n',
        ' ',
        '<',
        '>',
        'ü',
        '例',
        ',',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const check = checkAddress(pieces.join(''))
        if (!check.ok) {
          expect(check.message).toMatch(/\S/)
          return
        }
        expect(check.address).toMatch(/^[\x20-\x7e]+$/)
        expect(checkAddress(check.address)).toEqual(check)
      }),
      { numRuns: size(4_000, 50_000) },
    )
  })

  it('turns domains of other scripts into what a browser turns them into', () => {
    const letters = [...'äöüßéèñçœøåабвгдежзийклмнопрстуфхцчшщъыьэюя例え日本中文公司한국العربαβγδειןאבג']
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...letters, 'a', 'z', '1'), { minLength: 1, maxLength: 14 }), (chars) => {
        const domain = `${chars.join('')}.com`
        const oracle = domainToASCII(domain)
        // The browser's rules also refuse some mixtures of directions; those are not ours to judge.
        if (oracle === '') return
        expect(checkAddress(`a@${domain}`)).toEqual({ ok: true, address: `a@${oracle}`, domain: oracle })
      }),
      { numRuns: size(2_000, 20_000) },
    )
  })
})

describe('a hostile cell', () => {
  it.each([
    ['dots', '.'.repeat(1_000_000)],
    ['quotes', `"${'\\"'.repeat(500_000)}`],
    ['labels', `a@${'a-'.repeat(500_000)}`],
    ['brackets', '<'.repeat(1_000_000)],
  ])('of a million %s is refused as too long', (_, text) => {
    expect(code(text)).toBe('too_long')
  })
})
