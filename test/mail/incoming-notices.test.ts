/**
 * Notices of systems that the corpus has few or none of. The verdict on each was written down before the classifier saw
 * it: what an engineer who reads mail logs would say of it.
 */
import { expect, test } from 'vitest'
import { parseIncoming } from '../../src/main/mail/incoming-parse.ts'
import { classify } from '../../src/shared/domain/incoming.ts'
import type { IncomingVerdict } from '../../src/shared/domain/incoming-shape.ts'
import type { Notice } from './notices/build.ts'
import { services } from './notices/bulk-senders.ts'
import { exchange } from './notices/exchange.ts'
import { gateways } from './notices/gateways.ts'
import { office } from './notices/office.ts'
import { open } from './notices/open.ts'
import { people } from './notices/people.ts'
import { ofAllPostfix } from './notices/postfix.ts'
import { reports } from './notices/reports.ts'
import { sendmails } from './notices/sendmail.ts'
import { webmail } from './notices/webmail.ts'
import { inWords } from './notices/words.ts'

/** Told softer than an engineer would, and why: what is suppressed wrongly is never written to again. */
const softer: Record<string, RegExp> = {
  'an unknown user, with neither a status nor a word on when it was said: filters answer so after reading':
    /^(?:exim: Unknown user|opensmtpd: 550 Invalid recipient|cc:mail|argosoft|james|mailfoundry|biglobe: unknown|ezweb: reached|messagelabs: unknown|mcafee|surfcontrol)/,
  'its status speaks of rules, as filters do': /^qmail: .*\n.*no such mailbox here \(#5\.7\.1\)/,
  'its status calls it temporary': /^gmail: domain, with a passing status/,
  'several go by that name: somebody is there': /^domino: several/,
}

const notices: Notice[] = [
  ...ofAllPostfix,
  ...sendmails,
  ...open,
  ...exchange,
  ...office,
  ...webmail,
  ...services,
  ...gateways,
  ...inWords,
  ...reports,
]

async function verdictOf(raw: string): Promise<IncomingVerdict> {
  const text = raw.replace(/\r\n?/g, '\n')
  const [verdict, ...others] = await Promise.all(
    ['\n', '\r\n', '\r'].map(async (end) => classify(await parseIncoming(Buffer.from(text.replaceAll('\n', end))))),
  )
  for (const other of others) expect(other).toEqual(verdict)
  return verdict as IncomingVerdict
}

const told = ({ recipients }: IncomingVerdict): string =>
  recipients
    .map(({ address, hard }) => `${address} ${hard ? 'hard' : 'soft'}`)
    .sort()
    .join(', ')

test('notices are told as an engineer would tell them, line ends aside', { timeout: 60_000 }, async () => {
  const wrong: string[] = []
  let hard = 0
  let cautious = 0
  for (const { name, kind, recipients, raw } of notices) {
    const verdict = await verdictOf(raw)
    hard += verdict.hard ? 1 : 0
    const [got, want] = [`${verdict.kind} ${told(verdict)}`, `${kind} ${recipients}`]
    if (got === want) continue
    const isSofter = got === want.replace(' hard', ' soft') && Object.values(softer).some((each) => each.test(name))
    if (isSofter) cautious++
    else wrong.push(`${name}\n    ${got}, not ${want}`)
  }
  console.info(
    `${notices.length - wrong.length - cautious} of ${notices.length} right, ${cautious} softer, ${hard} hard`,
  )
  expect(wrong.join('\n')).toBe('')
})

test('what programs say at the beginning tells them, whoever it seems to come from', { timeout: 60_000 }, async () => {
  const strange = (raw: string) =>
    raw.replace(/^Return-Path: <>\n/, '').replace(/^From: .*$/m, 'From: Returns <returns@far.example>')
  const begun = [...open, ...sendmails, ...ofAllPostfix]
  const missed: string[] = []
  for (const { name, kind, raw } of begun)
    if (classify(await parseIncoming(Buffer.from(strange(raw)))).kind !== kind) missed.push(name)
  expect(missed).toEqual([])
})

test('a feedback report is a complaint of its type', async () => {
  const types: Record<string, string | null> = {}
  for (const { name, raw } of notices.filter((each) => each.name.startsWith('arf:')))
    types[name] = (await verdictOf(raw)).feedback
  expect(types).toEqual({
    'arf: abuse': 'abuse',
    'arf: fraud': 'fraud',
    'arf: virus': 'virus',
    'arf: other': 'other',
    'arf: not-spam': 'not-spam',
    'arf: auth-failure': 'auth-failure',
    'arf: miscategorized': 'miscategorized',
    'arf: no type': null,
    'arf: redacted, as of AOL': 'abuse',
    'arf: several': 'abuse',
  })
})

test('nobody who writes about a bounce is taken for one', { timeout: 60_000 }, async () => {
  const wrong: string[] = []
  for (const [name, raw] of people) {
    const { kind, evidence } = await verdictOf(raw)
    if (['bounce', 'delay', 'delivered', 'complaint'].includes(kind))
      wrong.push(`${name}: ${kind}, ${JSON.stringify(evidence)}`)
  }
  expect(people.length).toBe(62)
  expect(wrong.join('\n')).toBe('')
})
