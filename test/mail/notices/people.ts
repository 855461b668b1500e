/** What is no bounce, whatever it speaks of: people who write about bounces, machines with other things to say. */
import { answer, bounced, inQuotes, mail, person, quoted } from './build.ts'

const replies: [subject: string, body: string][] = [
  ['Re: Spring', 'Your mail bounced the first time, but here it is. Yes, Tuesday works.'],
  ['Re: Spring', 'delivery failed? No, I did get it. Thanks.'],
  ['Re: Spring', 'I got "550 5.1.1 User unknown" when I answered your other address. Which one is right?'],
  ['Re: Spring', 'My mailbox was full last week, sorry. Could you send it again?'],
  ['Re: Spring', 'We moved to a new domain: please use bo@new.example from now on. The old address no longer exists.'],
  ['Re: Undeliverable: Spring', 'Sorry about that, our server was down. It works again.'],
  ['RE: Undeliverable: Spring', `Our IT says this is mended. Try again?\n\n${inQuotes}`],
  ['AW: Unzustellbar: Frühling', 'Entschuldigung, das Postfach war voll. Jetzt geht es wieder.'],
  [
    'Fwd: Undelivered Mail Returned to Sender',
    `See below what I get when I write to you. Do you know why?\n\n---------- Forwarded message ---------\nFrom: Mail Delivery System <MAILER-DAEMON@far.example>\nSubject: Undelivered Mail Returned to Sender\n\n${bounced}`,
  ],
  [
    'FW: Delivery Status Notification (Failure)',
    `Hi Ada, FYI your colleague's address fails.\n\n-----Original Message-----\nFrom: postmaster@far.example\nSent: Tuesday\nSubject: Delivery Status Notification (Failure)\n\nDelivery to the following recipients failed.\n\n   carl@sender.example`,
  ],
  [
    'WG: Mail delivery failed: returning message to sender',
    `Hallo Ada, kannst du damit etwas anfangen?\n\n${inQuotes}`,
  ],
  ['TR: Non remis', 'Bonjour, voici ce que je reçois. Cordialement'],
  ['delivery problem with the parcel', 'The delivery of your parcel failed twice. Shall we meet to hand it over? Bo'],
  ['your invoice was returned', 'Hi Ada, the letter came back: no such person at that address. Where should it go?'],
  ['Delivery failed yesterday', 'Nobody was at home when the delivery failed. Can the driver come again tomorrow?'],
  [
    'Undeliverable?',
    'Hi, I just saw that one of your mails was undeliverable to carl@far.example: he left last year, write to me instead. Bo',
  ],
  [
    'Message not delivered',
    'My assistant says your message was not delivered to her. Please resend to bo@far.example.',
  ],
  ['Re: failure notice', 'You asked what went wrong: 552 quota exceeded. I have deleted old mail.'],
  ['Re: Mail delivery failed', 'ok'],
  ['bounce', 'Did my message bounce?'],
  [
    'Question about bounce rates',
    'What bounce rates do your users see? Ours are 5 % hard: user unknown, host unknown, mailbox full and so on.',
  ],
  ['Re: Spring', `Strange, this is what I got:\n${inQuotes}\n\nBut your mail is here.`],
  ['Re: Spring', 'Not interested, this is spam. I reported it as spam.'],
  ['Re: Spring', 'The recipient you want is carol@far.example, the address does not exist any more for Dave.'],
  ['Returned from holiday', 'Hi Ada, I am back. Let us talk. Bo'],
  ['Re: Spring', 'account disabled? I can not log in to the demo.'],
  ['Re: Spring', 'Could not be delivered by Friday, we will need another week for the quote.'],
  ['Re: Rückläufer', 'Die Adresse war falsch geschrieben, hier die richtige: bo@far.example'],
  ['Re: 配信できませんでした', '今度は届きました。ありがとうございます。'],
  ['Re: Не доставлено', 'Теперь всё пришло, спасибо.'],
  [
    'Mail failure in our office',
    'Dear Ada, we had a mail failure in our office on Monday and lost your message. Could you send it again? Bo',
  ],
  [
    'Delivery status',
    'Hi Ada, what is the delivery status of our order 4711? It has not been delivered yet. Regards, Bo',
  ],
  ['Delivery report for October', 'Hi, the October report says 12 pallets could not be delivered to the warehouse. Bo'],
  [
    'Returned mail',
    'Hi Ada, two envelopes came back as returned mail. The following addresses had the wrong post code: Main St 1, High St 2.',
  ],
  ['Undelivered order', 'Our order has not been delivered. When does it come?'],
  ['Warning: message about the contract', 'Please read it before Friday. It has been delayed by our lawyers.'],
]

const machines: [name: string, raw: string][] = [
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

/** Name and raw message. */
export const people: [name: string, raw: string][] = [
  ...replies.map(([subject, body], i): [string, string] => [
    `${subject}: ${body.slice(0, 60)}`,
    mail(person, subject, i % 2 ? body : body + quoted, /^(?:re|aw|fwd?|wg|tr)\b/i.test(subject) ? answer : ''),
  ]),
  ...machines,
]
