/** How servers put it, and whether that is for good; which message of ours a notice names; who is no mail server. */
import { expect, test } from 'vitest'
import { parseIncoming } from '../../src/main/mail/incoming-parse.ts'
import { classify } from '../../src/shared/domain/incoming.ts'
import { causeOf, codeIn } from '../../src/shared/domain/incoming-bounce-cause.ts'
import { statusIn } from '../../src/shared/domain/incoming-status.ts'

const sayings: [said: string, hard: boolean, status?: string][] = [
  [
    "550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces. https://support.google.com/mail/?p=NoSuchUser",
    true,
  ],
  ['550 5.2.1 The email account that you tried to reach is disabled.', false],
  ['552 5.2.2 The email account that you tried to reach is over quota.', false],
  ["452 4.2.2 The recipient's inbox is out of storage space.", false],
  ['550 5.4.1 Recipient address rejected: Access denied. [AM5EUR02FT019.eop-EUR02.prod.protection.outlook.com]', true],
  ['550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup', true],
  ['550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized', false],
  ['550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found', true],
  ['550 5.1.1 mailbox unavailable', true],
  ['Host or domain name not found. Name service error for name=nope.example type=AAAA: Host not found', true, '5.4.4'],
  [
    'Host or domain name not found. Name service error for name=nope.example type=MX: Host not found, try again',
    false,
    '4.4.3',
  ],
  ['554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org', false],
  [
    '550 5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.',
    false,
  ],
  [
    '554 30 Sorry, your message to x@yahoo.com cannot be delivered. This mailbox is disabled (554.30). (in reply to end of DATA command)',
    false,
  ],
  [
    "554 delivery error: dd This user doesn't have a yahoo.com account (x@yahoo.com) [0] - mta1234.mail.bf1.yahoo.com",
    true,
  ],
  ['450 4.2.0 <a@b.c>: Recipient address rejected: Greylisted, see http://postgrey', false],
  ['550 #5.1.0 Address rejected.', false],
  ['550 5.1.0 Address rejected. (in reply to RCPT TO command)', true],
  ['550 Requested action not taken: mailbox unavailable (in reply to RCPT TO command)', true],
  ['550 No such user - psmtp (in reply to RCPT TO command)', true],
  ['550-5.1.1 unknown user (in reply to RCPT TO command)', true],
  ['550 Invalid recipient a@b.c (#5.1.1)', true],
  ['511 5.1.1 unknown address or alias', true],
  [
    '550 5.1.1 <a@b.c>: Recipient address rejected: undeliverable address: host mx[1.2.3.4] said: 550 5.1.1 unknown (in reply to RCPT TO command)',
    true,
  ],
  [
    '550 5.1.1 <a@b.c>: Recipient address rejected: User unknown in relay recipient table (in reply to RCPT TO command)',
    true,
  ],
  ['550 Administrative prohibition (in reply to end of DATA command)', false],
  ['550 relay not permitted', false],
  ["Sorry, I couldn't find any host named nope.example. (#5.1.2)", true],
  ['Sorry, no mailbox here by that name. (#5.1.1)', true],
  ['This address no longer accepts mail.', true],
  ['Sorry, that message size exceeds my databytes limit (#5.3.4)', false],
  ['554 5.4.14 Hop count exceeded - possible mail loop ATTR34', false],
  ['550 5.4.310 DNS domain nope.example does not exist [Message=InfoDomainNonexistent]', true],
  ['550 5.4.300 Message expired -> 451 4.7.1 Greylisted', false],
  ['all relevant MX records point to non-existent hosts', true],
  ['Unrouteable address', true],
  ['retry timeout exceeded', false],
  ['550 5.1.1 User is locked (mailbox suspended)', false],
  ['550 5.2.1 <a@b.c> mailbox is not available', false],
  ['User a (a@b.c) not listed in Domino Directory', true],
  ['550 5.7.1 Recipient not authorized, your IP has been found on a block list', false],
  ['554 rejected due to spam content', false],
  ['571 Message Refused', false],
  ['550 5.1.1 Recipient unknown', true],
  ['556 5.1.10 Domain does not accept mail (nullMX)', true],
  ['550 Mailbox quota exceeded', false],
  ["553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", false],
  ['550 5.0.350 Remote server returned an error -> 550 Blocked', false],
  ['550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 No such user', false],
  ['550 5.1.8 Access denied, bad outbound sender AS(42004)', false],
  ['451 4.1.8 Domain of sender address a@b.c does not resolve', false],
  [
    '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed',
    false,
  ],
  ['5.1.6 recipient no longer on server', true],
  ['550 Account inactive for too long', false],
  ['550 5.1.1 sorry, no mailbox here by that name (#5.1.1 - chkusr)', true],
]

test('hard is what nothing can ever reach; what may pass, or is not clear, is soft', () => {
  const wrong = sayings.filter(([said, hard, status]) => {
    const failure = { status: status ?? statusIn(said), code: codeIn(said), said, around: said }
    return causeOf(failure).hard !== hard
  })
  expect(wrong).toEqual([])
})

const verdictOf = async (text: string) => classify(await parseIncoming(Buffer.from(text)))

test('a notice names our mail by the ids of what it returns, by our mark, and its recipient by the address written to', async () => {
  const verdict = await verdictOf(`Return-Path: <>
From: MAILER-DAEMON@mx.test
To: anna@example.com
Subject: Undelivered Mail Returned to Sender
In-Reply-To: <answered@example.com>
References: <first@example.com> <answered@example.com>
Message-ID: <its-own@mx.test>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Original-Recipient: rfc822;ben@example.org
Final-Recipient: rfc822; box17@inner.example.org
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/rfc822-headers

Message-ID: <ours@example.com>
X-Microsoft-Original-Message-ID: <rewritten@example.com>
X-Cadenza-Send-Id: 01JDTEST

--b--
`)
  expect([verdict.kind, verdict.recipients, verdict.ids, verdict.sendIds]).toEqual([
    'bounce',
    [{ address: 'ben@example.org', status: '5.1.1', code: 550, hard: true }],
    ['<answered@example.com>', '<first@example.com>', '<ours@example.com>', '<rewritten@example.com>'],
    ['01JDTEST'],
  ])
})

test('ids and mark are found in a notice without MIME, where headers are quoted', async () => {
  const verdict = await verdictOf(`Return-Path: <>
From: MAILER-DAEMON@mx.test
To: anna@example.com
Subject: failure notice

<ben@example.org>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 No such user

--- Below this line is a copy of the message.

> Message-Id: <ours@example.com>
> X-Cadenza-Send-Id: 01JDTEST
> To: other@example.org
`)
  expect(verdict).toMatchObject({
    hard: true,
    recipients: [{ address: 'ben@example.org' }],
    ids: ['<ours@example.com>'],
    sendIds: ['01JDTEST'],
  })
})

const people = {
  'about a bounce':
    'From: ben@example.org\nSubject: Re: Undelivered Mail\n\nYour mail could not be delivered to my old address.\n',
  'a forwarded bounce':
    'From: ben@example.org\nSubject: Fwd: Mail delivery failed\n\nSee below: 550 5.1.1 User unknown\n\nFrom: MAILER-DAEMON@x.test\nTo: b@c.d\nSubject: failure\n',
  'from a person at an odd address':
    'From: Ben <postmaster@example.org>\nSubject: Our meeting\nIn-Reply-To: <a@b>\n\nFine with me.\n',
}
test.each(Object.entries(people))('a person who writes %s is a person', async (_, text) => {
  expect((await verdictOf(text)).kind).toBe('reply')
})

const daemon = 'From: MAILER-DAEMON@mx.test\nTo: a@b.test\nSubject: Undeliverable mail\n\n'
const notices: Record<string, [text: string, hard: boolean]> = {
  'a transcript, RCPT refused': [
    '>>> RCPT To:<k@x.test>\n<<< 550 <k@x.test>... User unknown\n550 <k@x.test>... User unknown\n',
    true,
  ],
  'an unknown user after the message was read': [
    '<k@x.test>: 550 User unknown (in reply to end of DATA command)\n',
    false,
  ],
  'an unknown user, nobody knows when': ['<k@x.test>: host mx.x.test said: 550 User unknown\n', false],
  'a reason before the recipient': ['User not listed in public Name & Address Book\nk@x.test\n', true],
  'a local look-up': ['Unknown user: k@x.test\n', true],
  'an alias, full behind it': [
    'box@inner.test\n  (generated from k@x.test)\n  mailbox is full: quota exceeded\n',
    false,
  ],
}
test.each(Object.entries(notices))('in words alone: %s', async (_, [text, hard]) => {
  const { kind, recipients } = await verdictOf(daemon + text)
  expect([kind, recipients.map((each) => [each.address, each.hard])]).toEqual(['bounce', [['k@x.test', hard]]])
})
