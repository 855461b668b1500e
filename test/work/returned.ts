/** Messages as they come back, and the way they are taken in, for tests over the real engine. */
import type { Arrived, FolderCursor } from '../../src/main/mail/imap-inbox.ts'
import { accountByPublicId } from '../../src/main/store/accounts.ts'
import { takeIn } from '../../src/main/work/inbox/take-in.ts'
import type { Story } from './story.ts'

/** What bounds of a header block tests care about: name and value, one line each. */
export function headOf(raw: string): { name: string; value: string }[] {
  const head = raw.split('\r\n\r\n')[0] ?? ''
  return head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => ({
      name: line.slice(0, line.indexOf(':')).toLowerCase(),
      value: line.slice(line.indexOf(':') + 1).trim(),
    }))
}

let uid = 0

export const arrived = (raw: string, at: number, folder = 'INBOX'): Arrived => ({
  uid: ++uid,
  at,
  size: raw.length,
  headers: headOf(raw),
  folder,
  uidValidity: '1',
  raw: Buffer.from(raw),
})

export const cursorAfter = (at: number, folder = 'INBOX'): FolderCursor => ({
  folder,
  uidValidity: '1',
  uidNext: uid + 1,
  readAt: at,
})

/** Takes messages in as the watcher of that mailbox does. */
export async function comesBack(s: Story, accountId: string, raws: readonly string[], folder = 'INBOX'): Promise<void> {
  const { room } = s.engine
  const account = accountByPublicId(room.store, accountId)
  if (!account) throw new Error(`no account ${accountId}`)
  const messages = raws.map((raw) => arrived(raw, s.now(), folder))
  await takeIn(room, account, messages, cursorAfter(s.now(), folder))
  await s.settle()
}

export interface Letter {
  from: string
  to: string
  subject?: string
  text?: string
  /** Message ids it answers. */
  answers?: readonly string[]
  more?: readonly string[]
}

let letters = 0

export function letter({ from, to, subject = 'Re: Hello', text = 'Yes, gladly.', answers = [], more = [] }: Letter) {
  const lines = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: <letter-${++letters}@there.test>`,
    ...(answers.length > 0 ? [`In-Reply-To: ${answers.at(-1)}`, `References: ${answers.join(' ')}`] : []),
    ...more,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ]
  return lines.join('\r\n')
}

export const absence = (from: string, to: string, text: string, answers: readonly string[] = []): string =>
  letter({ from, to, subject: 'Automatic reply: Hello', text, answers, more: ['Auto-Submitted: auto-replied'] })

/** A notice as RFC 3464 has it; `status` such as 5.1.1. */
export function bounce(to: string, recipient: string, status: string, messageId: string): string {
  const code = status.startsWith('5') ? 550 : 450
  return [
    'From: Mail Delivery System <mailer-daemon@there.test>',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <bounce-${++letters}@there.test>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Your message could not be delivered.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; there.test',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${code} ${status} <${recipient}>: no`,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `To: ${recipient}`,
    `Message-ID: ${messageId}`,
    '',
    '--b--',
    '',
  ].join('\r\n')
}

/** A complaint as RFC 5965 has it. */
export const complaint = (to: string, recipient: string, messageId: string, type = 'abuse'): string =>
  [
    'From: feedback@there.test',
    `To: ${to}`,
    'Subject: FW: complaint',
    `Message-ID: <arf-${++letters}@there.test>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'This is an abuse report.',
    '--b',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: Them/1.0',
    'Version: 1',
    `Original-Rcpt-To: ${recipient}`,
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    `From: ${to}`,
    `To: ${recipient}`,
    `Message-ID: ${messageId}`,
    'Subject: Hello',
    '',
    'Hello',
    '--b--',
    '',
  ].join('\r\n')
