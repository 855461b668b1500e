/** Notices as mail systems put them, in our own names and addresses. Each bears the verdict of whoever reads mail logs. */
import type { IncomingKind } from '../../../src/shared/domain/incoming-shape.ts'

export interface Notice {
  name: string
  kind: IncomingKind
  /** "a@b.example hard, c@d.example soft", in any order. */
  recipients: string
  raw: string
}

/** @param want `kind`, or of a bounce its recipients */
export function notice(name: string, want: string, raw: string): Notice {
  const isKind = !want.includes('@')
  return {
    name,
    kind: isKind ? (want as IncomingKind) : 'bounce',
    recipients: isKind ? '' : want,
    raw,
  }
}

/** Of another kind than a bounce, with the addresses it speaks of. */
export const about = (kind: IncomingKind, name: string, addresses: string, raw: string): Notice => ({
  name,
  kind,
  recipients: addresses,
  raw,
})

const date = 'Date: Tue, 3 Nov 2026 09:12:31 +0000'
export const ours = `Received: from desk.sender.example by out.sender.example; Tue, 3 Nov 2026 09:11:02 +0000
From: Ada <ada@sender.example>
To: Somebody <somebody@listed.example>
Subject: Spring
Message-ID: <n1@sender.example>
MIME-Version: 1.0
Content-Type: text/plain

Good morning.
`

/** A notice without MIME. */
export const plain = (from: string, subject: string, body: string, headers = ''): string =>
  `Return-Path: <>\nFrom: ${from}\nTo: ada@sender.example\nSubject: ${subject}\n${date}\n${headers}\n${body.trim()}\n`

/** A notice in a charset and an encoding. */
export function encoded(from: string, subject: string, body: string, encoding: 'base64' | 'quoted-printable'): string {
  const bytes = Buffer.from(body)
  const text =
    encoding === 'base64'
      ? bytes.toString('base64').replace(/.{76}/g, '$&\n')
      : Array.from(bytes, (b) =>
          b === 10 || (b > 31 && b < 127 && b !== 61) ? String.fromCharCode(b) : `=${b.toString(16).toUpperCase()}`,
        ).join('')
  return plain(
    from,
    subject,
    text,
    `MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: ${encoding}\n`,
  )
}

/** A report of RFC 3464: its words, and one group of fields for each recipient. */
export function report(
  from: string,
  subject: string,
  text: string,
  groups: readonly string[],
  original = ours,
): string {
  const status = ['Reporting-MTA: dns; out.sender.example', ...groups].join('\n\n')
  return `Return-Path: <>
From: ${from}
To: ada@sender.example
Subject: ${subject}
${date}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain; charset=us-ascii

${text}

--=_b
Content-Type: message/delivery-status

${status}

--=_b
Content-Type: message/rfc822

${original}
--=_b--
`
}

/** Fields of one recipient. */
export const group = (to: string, status: string, diagnostic = '', action = 'failed', more = ''): string =>
  [
    `Final-Recipient: rfc822; ${to}`,
    `Action: ${action}`,
    `Status: ${status}`,
    ...(diagnostic ? [`Diagnostic-Code: ${/^[\w-]+;/.test(diagnostic) ? '' : 'smtp; '}${diagnostic}`] : []),
    ...(more ? [more] : []),
  ].join('\n')

/** A message with others: what is said, and the message that is returned. */
export const returning = (from: string, subject: string, text: string, headers = ''): string =>
  `Return-Path: <>
From: ${from}
To: ada@sender.example
Subject: ${subject}
${date}
${headers}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_m"

--=_m
Content-Type: text/plain

${text}

--=_m
Content-Type: message/rfc822

${ours}
--=_m--
`

/** A message as people and programs send it, from headers to body. */
export const mail = (from: string, subject: string, body: string, headers = ''): string =>
  `From: ${from}\nTo: Ada <ada@sender.example>\nSubject: ${subject}\nDate: Tue, 3 Nov 2026 09:12:31 +0000\nMessage-ID: <p1@far.example>\n${headers}\n${body.trim()}\n`
export const person = 'Bo Berg <bo@far.example>'
export const answer = 'In-Reply-To: <n1@sender.example>\nReferences: <n1@sender.example>\n'
export const quoted = '\n\nOn Tue, 3 Nov 2026 at 09:11, Ada <ada@sender.example> wrote:\n> Good morning.\n'
export const bounced = `Hi. This is the qmail-send program at far.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<bo@old.example>:
550 5.1.1 User unknown`
export const inQuotes = bounced.replace(/^/gm, '> ')
