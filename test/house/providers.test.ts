/** docs/providers.md and the table in the program say the same. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type MailPlace, providerNames, providers } from '../../src/shared/domain/providers.ts'
import { root } from './house.ts'

const place = (at: MailPlace | undefined) => (at ? `\`${at.host}:${at.port} ${at.protocol}\`` : '–')
const code = (texts: string[]) => texts.map((text) => `\`${text}\``).join(' ')

test('the documented figures of the providers are the program’s', () => {
  const all = providerNames.map((name) => providers[name])
  const row = (name: string, cell: (provider: (typeof all)[number]) => string) =>
    `| ${[name, ...all.map(cell)].join(' | ')} |`
  const rows = [
    row('', ({ label }) => label).replace('|  |', '| |'),
    '|---|---|---|',
    row('issuer', ({ issuer }) => `\`${issuer}\``),
    row('directory', ({ tenant }) => (tenant ? `\`${tenant}\`` : '–')),
    row('tokens come from', ({ tokens }) => code(tokens)),
    row('scopes', ({ scopes }) => code(scopes)),
    row('also asked', ({ ask }) => code(Object.entries(ask).map(([name, value]) => `${name}=${value}`))),
    row('redirect to register', ({ landing }) => `\`http://${landing.host}${landing.path}\``),
    row('client secret', ({ client }) => client),
    row('SMTP', ({ smtp }) => place(smtp)),
    row('SMTP, private accounts', ({ personal }) => place(personal?.smtp)),
    row('IMAP', ({ imap }) => place(imap)),
    row('files Sent copies itself', ({ filesSent }) => (filesSent ? 'yes' : 'no')),
    row('app passwords', ({ appPasswords }) => (appPasswords ? 'yes' : 'no')),
  ]
  const page = readFileSync(join(root, 'docs/providers.md'), 'utf8')
  expect(page.split('\n').filter((line) => line.startsWith('|'))).toEqual(rows)
  expect(page).toContain(providers.microsoft.personal?.tenant)
})

test('what is needed is asked for, and every place is protected', () => {
  for (const { scopes, needed, smtp, imap, personal } of Object.values(providers)) {
    expect(needed.every((scope) => scopes.includes(scope))).toBe(true)
    for (const { protocol } of [smtp, imap, ...(personal ? [personal.smtp] : [])])
      expect(['tls', 'starttls']).toContain(protocol)
  }
})
