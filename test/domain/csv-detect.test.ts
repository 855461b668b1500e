import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectDelimiter, detectEncoding } from '../../src/shared/domain/csv-detect.ts'
import { roleOf, toSnake } from '../../src/shared/domain/csv-names.ts'

describe('encoding', () => {
  const text = 'email,Straße\nanna@example.com,Müller – 5 €\n'
  const utf16 = (s: string, big: boolean) => {
    const bytes = Buffer.from(s, 'utf16le')
    return big ? bytes.swap16() : bytes
  }
  it.each([
    ['UTF-8', Buffer.from(text), { encoding: 'utf-8', bom: 0 }],
    ['UTF-8 with BOM', Buffer.from(`\ufeff${text}`), { encoding: 'utf-8', bom: 3 }],
    ['UTF-16 LE with BOM', utf16(`\ufeff${text}`, false), { encoding: 'utf-16le', bom: 2 }],
    ['UTF-16 BE with BOM', utf16(`\ufeff${text}`, true), { encoding: 'utf-16be', bom: 2 }],
    ['UTF-16 LE', utf16(text, false), { encoding: 'utf-16le', bom: 0 }],
    ['UTF-16 BE', utf16(text, true), { encoding: 'utf-16be', bom: 0 }],
    [
      'UTF-16 LE, mostly Japanese',
      utf16(`email,会社\na@b.jp,${'日本語'.repeat(9)}\n`, false),
      { encoding: 'utf-16le', bom: 0 },
    ],
    ['Latin-1', Buffer.from('email,Straße\na@b.de,Müller\n', 'latin1'), { encoding: 'windows-1252', bom: 0 }],
    ['ASCII', Buffer.from('email\na@b.de\n'), { encoding: null, bom: 0 }],
    ['nothing', Buffer.alloc(0), { encoding: null, bom: 0 }],
    ['UTF-8 cut in a character', Buffer.from('name\nMüllé').subarray(0, -1), { encoding: 'utf-8', bom: 0 }],
    ['one character cut', Buffer.from('name\nMé').subarray(0, -1), { encoding: null, bom: 0 }],
    [
      'UTF-8 with one damaged place',
      Buffer.concat([Buffer.from('äöü'.repeat(20)), Buffer.from([0xff, 0x41])]),
      { encoding: 'utf-8', bom: 0 },
    ],
  ])('%s', (_, bytes, expected) => {
    expect(detectEncoding(bytes)).toEqual(expected)
  })
})

describe('delimiter', () => {
  it.each([
    ['email,name\na@b.de,Anna\n', ','],
    ['email;name;size\na@b.de;Doe, Anna;1,5\nb@b.de;Doe, Bob;2,5\n', ';'],
    ['email\tname\na@b.de\tAnna, B.\n', '\t'],
    ['email|name\na@b.de|Anna\n', '|'],
    ['email\na@b.de\nb@b.de\n', ','],
    ['a@b.de\nb@b.de', ','],
    ['a@b.de;Anna\nb@b.de;Bob', ';'],
    ['email,tags\na@b.de,x;y\nb@b.de,z;w\n', ','],
    ['email;note\na@b.de;"one, two\nthree, four\nfive, six"\nb@b.de;"x, y"\n', ';'],
    ['note,email\n"a;b\nc;d",a@b.de\n"e;f\ng;h",b@b.de\n', ','],
    ['"Doe; Anna",a@b.de\n"Doe; Bob",b@b.de\n', ','],
    ['a,b,c\n1,2,3\n', ','],
    ['email,a,b\n"p@b.de","\na@a",""', ','],
    ['', ','],
    ['x', ','],
  ])('%j → %j', (text, expected) => {
    expect([detectDelimiter(text, true), detectDelimiter(`${text}\nx@`, false)]).toEqual([expected, expected])
  })

  it('is found whatever the cells hold', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'abc ,;|\t\n"é'), maxLength: 8 })
    fc.assert(
      fc.property(
        fc.constantFrom(',', ';', '\t', '|'),
        fc.array(fc.tuple(cell, cell), { minLength: 3, maxLength: 30 }),
        (delimiter, rows) => {
          const quoted = (s: string) => `"${s.replaceAll('"', '""')}"`
          const lines = rows.map(([a, b], i) => [quoted(a), `p${i}@example.com`, quoted(b)].join(delimiter))
          expect(detectDelimiter(`${['a', 'email', 'b'].join(delimiter)}\n${lines.join('\n')}\n`, true)).toBe(delimiter)
        },
      ),
    )
  })
})

describe('names', () => {
  it.each([
    ['Email', 'email'],
    ['E-Mail Address', 'email'],
    ['e_mail', 'email'],
    ['E-Mail-Adresse', 'email'],
    ['Adresse électronique', 'email'],
    ['Correo electrónico', 'email'],
    ['Электронная почта', 'email'],
    ['メールアドレス', 'email'],
    ['邮箱', 'email'],
    ['First Name', 'first_name'],
    ['firstName', 'first_name'],
    ['Prénom', 'first_name'],
    ['Vorname', 'first_name'],
    ['Imię', 'first_name'],
    ['Nom', 'last_name'],
    ['Nachname', 'last_name'],
    ['Příjmení', 'last_name'],
    ['Company Name', 'company'],
    ['Société', 'company'],
    ['公司', 'company'],
    ['Contact owner', 'owner'],
    ['Zuständig', 'owner'],
    ['Time Zone', 'zone'],
    ['Fuseau horaire', 'zone'],
    ['Tags', 'tags'],
    ['Étiquettes', 'tags'],
    ['Phone', null],
    ['', null],
    ['—', null],
  ])('%j is %s', (heading, role) => {
    expect(roleOf(heading)).toBe(role)
  })

  it.each([
    ['First name', 'first_name'],
    ['firstName', 'first_name'],
    ['HTTPCode', 'http_code'],
    ['  Größe (cm) ', 'größe_cm'],
    ['Société', 'société'],
    ['Имя Отчество', 'имя_отчество'],
    ['会社名', '会社名'],
    ['2024 Umsatz', 'field_2024_umsatz'],
    ['__proto__', 'proto'],
    ['a.b[0]|c', 'a_b_0_c'],
    ['{{ x }}', 'x'],
    ['!!!', ''],
  ])('%j → %j', (heading, name) => {
    expect(toSnake(heading)).toBe(name)
  })
})
