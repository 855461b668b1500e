/** What programs write that is no bounce, whatever it speaks of. */
import { answer, bounced, mail, person } from './build.ts'

/** Name and raw message. */
export const machines: [name: string, raw: string][] = [
  [
    'newsletter on deliverability',
    mail(
      'News <news@letters.example>',
      'Why delivery fails: 10 bounce messages explained',
      'Undeliverable mail? 550 5.1.1 user unknown means that the address could not be delivered to.',
      'List-Id: <news.letters.example>\nList-Unsubscribe: <https://letters.example/u>\nPrecedence: bulk\n',
    ),
  ],
  [
    'newsletter, html',
    mail(
      'Shop <shop@letters.example>',
      'Failed delivery? We have you covered',
      '<p>The delivery to your door failed? Free returns!</p>',
      'Content-Type: text/html\nList-Unsubscribe: <https://letters.example/u>\nFeedback-ID: 1:shop\n',
    ),
  ],
  [
    'invitation',
    mail(
      person,
      'Invitation: Spring @ Tue',
      'BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR',
      'Content-Type: text/calendar; method=REQUEST\n',
    ),
  ],
  [
    'invitation accepted',
    mail(person, 'Accepted: Spring', 'Bo has accepted.', 'Content-Type: text/calendar; method=REPLY\n'),
  ],
  ...(['displayed', 'deleted'] as const).map((what): [string, string] => [
    `read receipt: ${what}`,
    mail(
      person,
      what === 'displayed' ? 'Read: Spring' : 'Not read: Spring',
      `--=_r
Content-Type: text/plain

Your message was ${what === 'displayed' ? 'read on Tuesday' : 'deleted without being read'}.

--=_r
Content-Type: message/disposition-notification

Reporting-UA: far.example; Mail
Final-Recipient: rfc822;bo@far.example
Original-Message-ID: <n1@sender.example>
Disposition: manual-action/MDN-sent-manually; ${what}

--=_r--`,
      `MIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary="=_r"\n${answer}`,
    ),
  ]),
  [
    'ticket',
    mail(
      'Support <support@far.example>',
      '[#4711] We have received your request',
      'Thank you. Your request has been received and a ticket was opened.',
      'Auto-Submitted: auto-replied\nPrecedence: bulk\n',
    ),
  ],
  [
    'ticket about a failure',
    mail(
      'Support <support@far.example>',
      '[#4712] Delivery failed for order 99',
      'A ticket was opened: delivery failed for order 99.',
      'Auto-Submitted: auto-generated\n',
    ),
  ],
  [
    'challenge',
    mail(
      'Bo <bo@far.example>',
      'Please confirm your message',
      'I am protecting myself from junk mail. Please click the link below to deliver your message. You only have to do this once.\nhttps://challenge.example/c/1',
      'Auto-Submitted: auto-replied\n',
    ),
  ],
  [
    'challenge, from an empty path',
    mail(
      'Bo <bo@far.example>',
      'Verify your email to bo@far.example',
      'Your message is being held until you verify that you are a person. https://challenge.example/c/1',
      'Return-Path: <>\nAuto-Submitted: auto-replied\n',
    ),
  ],
  [
    'moderation',
    mail(
      'crew-bounces@lists.far.example',
      'Your message to Crew awaits moderator approval',
      "Your mail to 'Crew' with the subject\n\n    Spring\n\nIs being held until the list moderator can review it for approval.\n\nThe reason it is being held:\n\n    Post by non-member to a members-only list",
      'List-Id: <crew.lists.far.example>\nPrecedence: bulk\nReturn-Path: <crew-bounces@lists.far.example>\n',
    ),
  ],
  [
    'subscription',
    mail(
      'crew-request@lists.far.example',
      'Welcome to the "Crew" mailing list',
      'Welcome to the Crew mailing list!',
      'List-Id: <crew.lists.far.example>\nPrecedence: list\n',
    ),
  ],
  [
    'list mail',
    mail(
      'Someone <someone@lists.example>',
      '[admins] mails bounce with 550 5.1.1',
      `Anyone else?\n\n${bounced}`,
      'List-Id: <admins.lists.example>\nPrecedence: list\n',
    ),
  ],
  [
    'parcel',
    mail(
      'Parcels <noreply@parcels.example>',
      'Delivery failed: your parcel 123',
      'We were unable to deliver your parcel to the following address: High Street 2.',
      'Auto-Submitted: auto-generated\n',
    ),
  ],
  [
    'payment',
    mail(
      'Pay <noreply@pay.example>',
      'Payment failure notice',
      'Your payment was returned by your bank.',
      'Auto-Submitted: auto-generated\n',
    ),
  ],
  [
    'away',
    mail(
      person,
      'Automatic reply: Spring',
      'I am out of the office until 20 November.',
      'Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\n',
    ),
  ],
  [
    'away, left',
    mail(
      person,
      'Automatic reply: Spring',
      'Bo no longer works for us. Please write to info@far.example.',
      'Auto-Submitted: auto-replied\n',
    ),
  ],
  [
    'away, from an empty path',
    mail(
      person,
      'Out of office: Spring',
      'I am on holiday until 20 November and will read your message then. Mail to this account is not forwarded.',
      'Return-Path: <>\nAuto-Submitted: auto-replied\n',
    ),
  ],
  [
    'away, speaks of delivery',
    mail(
      person,
      'Abwesenheitsnotiz: Spring',
      'Ich bin bis 20. November nicht im Büro. Ihre Nachricht wurde zugestellt, aber nicht weitergeleitet.',
      'Return-Path: <>\nAuto-Submitted: auto-replied\n',
    ),
  ],
  [
    'acknowledgement',
    mail(
      'Post room <post@far.example>',
      'Your message was received',
      'This mailbox is not monitored. Your message was received.',
      'Return-Path: <>\nAuto-Submitted: auto-replied\n',
    ),
  ],
  [
    'quarantine digest',
    mail(
      'Quarantine <postmaster@sender.example>',
      'Quarantine summary: 3 messages',
      'Three messages to you are held as spam. Release them: https://q.sender.example',
      'Auto-Submitted: auto-generated\n',
    ),
  ],
  [
    'DMARC aggregate',
    mail(
      'noreply-dmarc@far.example',
      'Report domain: sender.example Submitter: far.example',
      'This is an aggregate report.',
      'Auto-Submitted: auto-generated\n',
    ),
  ],
  [
    'postmaster, a person',
    mail(
      'Postmaster <postmaster@far.example>',
      'Re: our block of your server',
      'Hi Ada, we took your server off our list. Your mail is accepted again. Regards, the postmaster',
      answer,
    ),
  ],
  [
    'postmaster, newly',
    mail(
      'Postmaster <postmaster@far.example>',
      'Your question about our filters',
      'Hi Ada, our filters reject mail from hosts without reverse DNS. Yours has one now. Regards, Eve',
    ),
  ],
  [
    'forwarded as attachment',
    mail(
      person,
      'Fwd: Undelivered Mail Returned to Sender',
      `--=_a
Content-Type: text/plain

Look what came back when I wrote to you.

--=_a
Content-Type: message/rfc822

From: MAILER-DAEMON@far.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <x@far.example>

${bounced}

--=_a--`,
      'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="=_a"\n',
    ),
  ],
  [
    'forwarded as attachment, with no mark in its subject',
    mail(
      person,
      'failure notice - any idea?',
      `--=_a
Content-Type: text/plain

Hi Ada, I was unable to deliver this to you, see the notice. Any idea?
Bo

--=_a
Content-Type: message/rfc822

From: MAILER-DAEMON@far.example
Subject: failure notice
Message-ID: <x@far.example>

${bounced}

--=_a--`,
      'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="=_a"\n',
    ),
  ],
]
