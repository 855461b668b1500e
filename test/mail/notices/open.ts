/** qmail, Exim, OpenSMTPD, Courier. */
import { notice, ours, plain, report } from './build.ts'

const qmail = (...paragraphs: string[]): string =>
  plain(
    'MAILER-DAEMON@out.sender.example',
    'failure notice',
    `Hi. This is the qmail-send program at out.sender.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

${paragraphs.join('\n\n')}

--- Below this line is a copy of the message.

${ours}`,
  )

const ofQmail: [said: string, isHard: boolean][] = [
  [
    '192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 <u@far.example>... User unknown\nGiving up on 192.0.2.1.',
    true,
  ],
  ["Sorry, I couldn't find any host named far.example. (#5.1.2)", true],
  ['Sorry, no mailbox here by that name. vpopmail (#5.1.1)', true],
  [
    "Connected to 192.0.2.1 but recipient was rejected.\nRemote host said: 554 delivery error: dd This user doesn't have a far.example account (u@far.example) [-5]",
    true,
  ],
  ["Sorry, I couldn't find a mail exchanger or IP address. (#5.4.4)", true],
  [
    '192.0.2.1 does not like recipient.\nRemote host said: 553 sorry, no such mailbox here (#5.7.1)\nGiving up on 192.0.2.1.',
    true,
  ],
  [
    "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)\nI'm not going to try again; this message has been in the queue too long.",
    false,
  ],
  [
    "CNAME lookup failed temporarily. (#4.4.3)\nI'm not going to try again; this message has been in the queue too long.",
    false,
  ],
  ['The users mailfolder is over the allowed quota (size). (#5.2.2)', false],
  ["Recipient's mailbox is full, message returned to sender. (#5.2.2)", false],
  [
    "Sorry. Although I'm listed as a best-preference MX or A for that host,\nit isn't in my control/locals file, so I don't treat it as local. (#5.4.6)",
    false,
  ],
  [
    '192.0.2.1 failed after I sent the message.\nRemote host said: 554 mail server permanently rejected message (#5.3.0)',
    false,
  ],
  [
    'Sorry, only subscribers may post. If you are a subscriber, please forward this message to crew-owner@far.example to get your new address included (#5.7.2)',
    false,
  ],
  [
    'Connected to 192.0.2.1 but sender was rejected.\nRemote host said: 553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)',
    false,
  ],
  ['Message is looping: it already has my Delivered-To line. (#5.4.6)', false],
  ['Connected to 192.0.2.1 but greeting failed.\nRemote host said: 554 5.7.1 you are not welcome', false],
]

const exim = (said: string, to = 'u@far.example', more = ''): string =>
  plain(
    'Mail Delivery System <Mailer-Daemon@out.sender.example>',
    'Mail delivery failed: returning message to sender',
    `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ${to}
    ${said.replace(/\n/g, '\n    ')}
${more}
------ This is a copy of the message, including all the headers. ------

${ours}`,
    `X-Failed-Recipients: ${to}\nAuto-Submitted: auto-replied\n`,
  )

const ofExim: [said: string, isHard: boolean][] = [
  [
    'SMTP error from remote mail server after RCPT TO:<u@far.example>:\nhost mx.far.example [192.0.2.1]: 550 5.1.1 <u@far.example>: Recipient address rejected: User unknown',
    true,
  ],
  [
    'SMTP error from remote mail server after RCPT TO:<u@far.example>:\nhost mx.far.example [192.0.2.1]: 550 No Such User Here',
    true,
  ],
  [
    'host mx.far.example [192.0.2.1]\nSMTP error from remote mail server after pipelined RCPT TO:<u@far.example>:\n550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the address. 550 5.1.1 NoSuchUser',
    true,
  ],
  ['Unrouteable address', true],
  ['Unknown user', true],
  ['all relevant MX records point to non-existent hosts', true],
  ['an MX or SRV record indicated no SMTP service', true],
  ['unknown local-part "u" in domain "far.example"', true],
  [
    'The mail server could not deliver mail to u@far.example.  The account or domain may not exist, they may be blacklisted, or missing the proper dns entries.',
    true,
  ],
  ['host lookup did not complete: retry timeout exceeded', false],
  ['retry time not reached for any host after a long failure period', false],
  ['mailbox is full (MTA-imposed quota exceeded while writing to file /var/mail/u):\nretry timeout exceeded', false],
  [
    'SMTP error from remote mail server after end of data:\nhost mx.far.example [192.0.2.1]: 554 rejected, the message holds a virus',
    false,
  ],
  ['Too many "Received" headers - suspected mail loop', false],
  [
    'Domain sender.example has exceeded the max defers and failures per hour (5/5 (100%)) allowed. Message discarded.',
    false,
  ],
  [
    'SMTP error from remote mail server after RCPT TO:<u@far.example>:\nhost mx.far.example [192.0.2.1]: 550-Verification failed for <ada@sender.example>\n550-No Such User Here\n550 Sender verify failed',
    false,
  ],
  [
    'SMTP error from remote mail server after MAIL FROM:<ada@sender.example> SIZE=2145:\nhost mx.far.example [192.0.2.1]: 550 no such user here',
    false,
  ],
  [
    'SMTP error from remote mail server after RCPT TO:<u@far.example>:\nhost mx.far.example [192.0.2.1]: 550-"JunkMail rejected - out.sender.example [198.51.100.9]:4123 is in an\n550 RBL, see http://bl.example"',
    false,
  ],
  [
    'SMTP error from remote mail server after initial connection:\nhost mx.far.example [192.0.2.1]: 554 no SMTP service here',
    false,
  ],
  ['lowest numbered MX record points to local host', false],
]

const opensmtpd = (said: string): string =>
  plain(
    'Mailer Daemon <MAILER-DAEMON@out.sender.example>',
    'Delivery status notification',
    `        Hi !

        This is the MAILER-DAEMON, please DO NOT REPLY to this email.

        An error has occurred while attempting to deliver a message for
        the following list of recipients:

u@far.example: ${said}

        Below is a copy of the original message:

${ours}`,
  )
const ofOpenSmtpd: [said: string, isHard: boolean][] = [
  ['550 5.1.1 <u@far.example>: Recipient address rejected', true],
  ['550 Invalid recipient: <u@far.example>', true],
  ['No MX found for domain', true],
  ['Invalid domain name', true],
  ['Destination seem to reject all mails', true],
  ['550 5.2.2 <u@far.example>: Mailbox full', false],
  ['Network error on destination MXs', false],
  ['Envelope expired', false],
  ['Loop detected', false],
]

const courier = (said: string): string =>
  report(
    '"Courier mail server at out.sender.example" <@>',
    'NOTICE: mail delivery status.',
    `This is a delivery status notification from out.sender.example,
running the Courier mail server, version 0.65.2.

The original message was received on Tue, 3 Nov 2026 09:11:02 +0000

---------------------------------------------------------------------------

                           UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<u@far.example>:
${said}

---------------------------------------------------------------------------`,
    [`Final-Recipient: rfc822; u@far.example\nAction: failed\nStatus: 5.0.0\nRemote-MTA: dns; mx.far.example`],
  )

const verdict = (isHard: boolean): string => `u@far.example ${isHard ? 'hard' : 'soft'}`

export const open = [
  ...ofQmail.map(([said, isHard]) => notice(`qmail: ${said}`, verdict(isHard), qmail(`<u@far.example>:\n${said}`))),
  notice(
    'qmail: two recipients',
    'u@far.example hard, v@near.example soft',
    qmail(
      '<u@far.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 user unknown\nGiving up on 192.0.2.1.',
      '<v@near.example>:\nSorry, the message is larger than the recipient takes: message too big (#5.3.4)',
    ),
  ),
  ...ofExim.map(([said, isHard]) => notice(`exim: ${said}`, verdict(isHard), exim(said))),
  notice(
    'exim: a pipe',
    'u@far.example soft',
    exim(
      'generated by u@far.example\nChild process of local_delivery transport returned 127 from command: /usr/bin/filter',
    ),
  ),
  ...ofOpenSmtpd.map(([said, isHard]) => notice(`opensmtpd: ${said}`, verdict(isHard), opensmtpd(said))),
  notice(
    'courier: unknown',
    verdict(true),
    courier(
      '    mx.far.example [192.0.2.1]:\n>>> RCPT TO:<u@far.example>\n<<< 550 5.1.1 <u@far.example>... User Unknown',
    ),
  ),
  notice('courier: no domain', verdict(true), courier('    No such domain.')),
  notice(
    'courier: spam',
    verdict(false),
    courier('    mx.far.example [192.0.2.1]:\n>>> DATA\n<<< 554 Transaction failed, looks like spam'),
  ),
]
