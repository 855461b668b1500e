/** Answers to what a story sent, as mail servers and people write them, taken in as the mailbox's own loop would. */
import type { Arrived } from '../../src/main/mail/imap-inbox.ts'
import { accountByPublicId } from '../../src/main/store/accounts.ts'
import { takeIn } from '../../src/main/work/inbox/take-in.ts'
import type { Sent, Story } from '../work/story.ts'

/** What is written, given the email that it answers. Lines beginning with a header's name come first. */
type Letter = (to: Sent) => string[]

const headline = (name: string, value: string) => `${name}: ${value}`
/** Addresses of people who answer. */
const who = ({ contact, contact_name: name }: Sent) => (name ? `${name} <${contact}>` : contact)

const answering = (to: Sent, subject = `Re: ${to.title}`): string[] => [
  headline('From', who(to)),
  headline('To', to.sender),
  headline('Subject', subject),
  headline('In-Reply-To', to.message_id ?? ''),
  headline('References', to.message_id ?? ''),
]
const plain = ['Content-Type: text/plain; charset=utf-8', '']

/** The end of a report: the headers of the email that it is about. */
const about = (to: Sent): string[] => [
  '',
  '--b',
  'Content-Type: text/rfc822-headers',
  '',
  headline('Message-ID', to.message_id ?? ''),
  '',
  '--b--',
]

const report = (to: Sent, { action, status, words }: { action: string; status: string; words: string }): string[] => [
  'From: Mail Delivery System <MAILER-DAEMON@mx.example>',
  headline('To', to.sender),
  `Subject: ${action === 'failed' ? 'Undelivered Mail Returned to Sender' : 'Delayed Mail (still being retried)'}`,
  'Auto-Submitted: auto-replied',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
  '',
  '--b',
  ...plain,
  'This is the mail system at host mx.example.',
  '',
  action === 'failed'
    ? 'I’m sorry to have to inform you that your message could not be delivered.'
    : 'Your message could not be delivered yet. It will be retried until it is 5 days old.',
  '',
  `<${to.contact}>: host mx.example said: ${words}`,
  '',
  '--b',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; mx.example',
  '',
  `Final-Recipient: rfc822; ${to.contact}`,
  `Action: ${action}`,
  `Status: ${status}`,
  `Diagnostic-Code: smtp; ${words}`,
  ...about(to),
]

export const letters = {
  reply: (to) => [
    ...answering(to),
    ...plain,
    'Hello Anna,',
    '',
    'thank you for writing. We close our winter list on 20 November, so yes, please send me the two titles and the price for forty copies.',
    '',
    'Could you call me on Thursday after ten?',
    '',
    '-- ',
    who(to),
    '',
    'On Mon, 9 Nov 2026 at 10:40, Anna Lindqvist wrote:',
    '> how does your team plan the winter?',
  ],
  colleague: (to) => [
    headline('From', 'Nora Costa <nora@private-post.example>'),
    ...answering(to, `AW: ${to.title}`).slice(1),
    ...plain,
    'Liebe Anna,',
    '',
    'ich antworte von meiner privaten Adresse. Bitte im Januar noch einmal fragen.',
  ],
  absence: (to) => [
    ...answering(to, 'Absent jusqu’au 16 novembre'),
    'Auto-Submitted: auto-replied',
    ...plain,
    'Bonjour,',
    '',
    'je suis absente du bureau jusqu’au 16 novembre 2026. Pour toute urgence, écrivez à accueil@example.org.',
  ],
  bounce: (to) => report(to, { action: 'failed', status: '5.1.1', words: '550 5.1.1 no such user here' }),
  full: (to) => report(to, { action: 'failed', status: '4.2.2', words: '452 4.2.2 The recipient’s mailbox is full' }),
  delay: (to) => report(to, { action: 'delayed', status: '4.4.1', words: '421 4.4.1 connection timed out' }),
  optOut: (to) => [...answering(to, 'unsubscribe'), ...plain, 'Please take me off your list.'],
  complaint: (to) => [
    'From: feedback@mailbox-provider.example',
    headline('To', to.sender),
    'Subject: FW: abuse report',
    'Content-Type: multipart/report; report-type=feedback-report; boundary=b',
    '',
    '--b',
    ...plain,
    'This is an email abuse report for a message received from you.',
    '',
    '--b',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: Provider/1.0',
    'Version: 1',
    headline('Original-Rcpt-To', to.contact),
    ...about(to),
  ],
} satisfies Record<string, Letter>

let uids = 0

/** One message into the mailbox that sent `to`, so many minutes ago. */
export async function comesBack(story: Story, to: Sent, letter: Letter, minutesAgo = 0): Promise<void> {
  const { room } = story.engine
  const account = accountByPublicId(room.store, to.account_id)
  if (!account) throw new Error(`no mailbox ${to.account_id}`)
  const uid = ++uids
  const at = story.now() - minutesAgo * 60_000
  const lines = [`Message-ID: <answer-${uid}@example.org>`, `Date: ${new Date(at).toUTCString()}`, ...letter(to)]
  const raw = Buffer.from(lines.join('\r\n'))
  const headers = lines.slice(0, lines.indexOf('')).map((line) => {
    const colon = line.indexOf(':')
    return { name: line.slice(0, colon).toLowerCase(), value: line.slice(colon + 1).trim() }
  })
  const arrived: Arrived = { uid, at, size: raw.length, headers, folder: 'INBOX', uidValidity: '1', raw }
  await takeIn(room, account, [arrived], { folder: 'INBOX', uidValidity: '1', uidNext: uid + 1, readAt: story.now() })
}

/** One of each kind, each about another email, and one more reply on top. */
export async function cameBack(story: Story): Promise<void> {
  const { rows } = await story.client.sends.list({ tab: 'sent', sandbox: false, limit: 40 })
  const kinds = ['complaint', 'full', 'delay', 'optOut', 'colleague', 'bounce', 'absence', 'reply'] as const
  const apart = Math.floor(rows.length / kinds.length)
  for (const [at, kind] of kinds.entries()) {
    const to = rows[at * apart]
    if (to) await comesBack(story, to, letters[kind], (kinds.length - at) * 17)
  }
}
