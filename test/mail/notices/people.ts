/** What is no bounce, whatever it speaks of: people who write about bounces, machines with other things to say. */
import { answer, bounced, inQuotes, mail, person, quoted } from './build.ts'
import { machines } from './machines.ts'

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

/** Name and raw message. */
export const people: [name: string, raw: string][] = [
  ...replies.map(([subject, body], i): [string, string] => [
    `${subject}: ${body.slice(0, 60)}`,
    mail(person, subject, i % 2 ? body : body + quoted, /^(?:re|aw|fwd?|wg|tr)\b/i.test(subject) ? answer : ''),
  ]),
  ...machines,
]
