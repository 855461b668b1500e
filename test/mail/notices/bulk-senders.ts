/** Services that send for others, and servers of large mailbox providers. */
import { group, notice, ours, plain, report, returning } from './build.ts'

const hard = 'u@far.example hard'
const soft = 'u@far.example soft'

const powermta = (category: string, diagnostic: string): string =>
  report(
    '"PowerMTA" <mailer-daemon@out.sender.example>',
    'Delivery report',
    `Hello, this is the mail server on out.sender.example.

I am sending you this message to inform you on the delivery status of a
message you previously sent.  Immediately below you will find a list of
the affected recipients;  also attached is a Delivery Status Notification
(DSN) report in standard format, as well as the headers of the original
message.

  <u@far.example>  delivery failed; will not continue trying`,
    [
      group(
        'u@far.example',
        diagnostic.match(/\d\.\d\.\d/)?.[0] ?? '5.0.0',
        diagnostic,
        'failed',
        `X-PowerMTA-BounceCategory: ${category}`,
      ),
    ],
  )

const sun = (reason: string, status: string, diagnostic: string): string =>
  report(
    'Internet Mail Delivery <postmaster@far.example>',
    'Delivery Notification: Delivery has failed',
    `This report relates to a message you sent with the following header fields:

  Message-id: <n1@sender.example>
  Subject: Spring

Your message cannot be delivered to the following recipients:

  Recipient address: u@far.example
  Reason: ${reason}
  Diagnostic code: smtp;${diagnostic}
  Remote system: dns;mx.far.example (TCP|198.51.100.9|42000|192.0.2.1|25)`,
    [
      `Original-recipient: rfc822;u@far.example\nFinal-recipient: rfc822;u@far.example\nAction: failed\nStatus: ${status} (${reason})\nDiagnostic-code: smtp;${diagnostic}`,
    ],
  )

export const softbank = (said: string): string =>
  report(
    'Mail Delivery System <MAILER-DAEMON@out.sender.example>',
    'Undelivered Mail Returned to Sender',
    `I'm sorry to have to inform you that your message could not be delivered.\n\n<u@far.example>: host mx.far.example[192.0.2.1] said: ${said}`,
    [group('u@far.example', '5.0.0', said.replace(/ \(in reply.*/, ''))],
  )

export const services = [
  notice(
    'icloud: alias',
    hard,
    softbank('550 5.1.1 unknown or illegal alias: u@far.example (in reply to RCPT TO command)'),
  ),
  notice(
    'softbank: after data',
    soft,
    softbank('550 Invalid recipient: <u@far.example> (in reply to end of DATA command)'),
  ),
  notice(
    'qq: unknown',
    hard,
    softbank(
      '550 Mailbox not found. http://service.mail.qq.example/cgi-bin/help?id=1001 (in reply to RCPT TO command)',
    ),
  ),
  notice(
    'qq: rate',
    soft,
    softbank(
      '550 Connection frequency limited. http://service.mail.qq.example/1000722 (in reply to MAIL FROM command)',
    ),
  ),
  notice(
    'facebook: preferences',
    soft,
    softbank(
      '550 5.1.1 RCP-P2 http://postmaster.facebook.example/response_codes?ip=198.51.100.9#rcp Refused due to recipient preferences (in reply to RCPT TO command)',
    ),
  ),
  notice(
    'facebook: nobody',
    hard,
    softbank(
      '550 5.1.1 RCP-P1 http://postmaster.facebook.example/response_codes Unknown user, no such account (in reply to RCPT TO command)',
    ),
  ),
  notice(
    'ses: unknown',
    hard,
    report(
      'MAILER-DAEMON@amazonses.example',
      'Delivery Status Notification (Failure)',
      'An error occurred while trying to deliver the mail to the following recipients:\nu@far.example',
      [group('u@far.example', '5.1.1', 'smtp; 550 5.1.1 user unknown')],
    ),
  ),
  notice(
    'ses: its list',
    soft,
    report(
      'MAILER-DAEMON@amazonses.example',
      'Delivery Status Notification (Failure)',
      'An error occurred while trying to deliver the mail to the following recipients:\nu@far.example',
      [
        group(
          'u@far.example',
          '5.3.0',
          'Amazon SES did not send the message to this address because it is on the suppression list for your account',
        ),
      ],
    ),
  ),
  notice(
    'workmail',
    soft,
    report(
      '"Amazon WorkMail" <postmaster@mail.far.example>',
      'Undeliverable: Spring',
      'Technical report:\nError message: 550 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection timed out>',
      [group('u@far.example', '4.4.7', '550 4.4.7 Message expired: unable to deliver in 840 minutes.')],
    ),
  ),
  notice(
    'sendgrid',
    hard,
    report(
      'MAILER-DAEMON <mailer-daemon@sendgrid.example>',
      'Undelivered Mail Returned to Sender',
      'Hello, this is the mail server on o1.sendgrid.example.\n\nI am sorry but we were unable to deliver your message to the following address.\n\n<u@far.example>\n550 5.1.1 The email account that you tried to reach does not exist.',
      [
        'Status: 5.1.1\nX-SendGrid-QueueID: 1\nFinal-recipient: rfc822; u@far.example\nAction: failed\nDiagnostic-code: 550 5.1.1 The email account that you tried to reach does not exist.',
      ],
    ),
  ),
  notice('powermta: bad mailbox', hard, powermta('bad-mailbox', '550 5.1.1 u@far.example user unknown')),
  notice('powermta: inactive', soft, powermta('inactive-mailbox', '554 5.2.1 this mailbox is inactive')),
  notice('powermta: quota', soft, powermta('quota-issues', '552 5.2.2 over quota')),
  notice('powermta: spam', soft, powermta('spam-related', '550 5.7.1 user unknown to our spam filter')),
  notice(
    'sun: unknown',
    hard,
    sun('Remote SMTP server has rejected address', '5.1.1', '550 5.1.1 unknown or illegal user: u@far.example'),
  ),
  notice('sun: off', soft, sun('User account disabled', '5.2.1', '550 5.2.1 user account disabled')),
  notice('sun: late', soft, sun('unable to deliver this message after 14 days', '4.4.7', '450 connection timed out')),
  notice(
    'james',
    hard,
    returning(
      'postmaster@out.sender.example',
      '[BOUNCE]',
      `Hi. This is the James mail server at out.sender.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.  Below
I include the list of recipients and the reason why I was unable to deliver
your message.

Failed recipient(s):
u@far.example

Error message:
550 - Requested action not taken: no such user here

Message details:
  Subject: Spring
  MAIL FROM: ada@sender.example
  RCPT TO: u@far.example`,
    ),
  ),
  notice(
    'mailfoundry',
    hard,
    returning(
      '<MAILER-DAEMON@mx.far.example>',
      'Message delivery has failed',
      'This is a MIME encoded message.\n\nUnable to deliver message to: <u@far.example>\nDelivery failed for the following reason:\nServer mx.far.example[192.0.2.1] failed with: 550 <u@far.example> No such user here\n\nThis has been a permanent failure.  No further delivery attempts will be made.',
    ),
  ),
  notice(
    'activehunter',
    hard,
    plain(
      'MAILER-DAEMON@out.sender.example',
      'failure notice',
      `  ----- The following addresses had permanent fatal errors -----\n\n>>> u@far.example <u@far.example>\n\n  ----- Transcript of session follows -----\n550 sorry, no mailbox here by that name (#5.1.1 - chkusr)\n\n  ----- Original message -----\n${ours}`,
    ),
  ),
  notice(
    'bigfoot',
    hard,
    plain(
      'Mail Delivery Subsystem <MAILER-DAEMON@bigfoot.example>',
      'Returned mail: see transcript for details',
      `   ----- The following addresses had permanent fatal errors -----\n<u@far.example>\n\n   ----- Transcript of session follows -----\n>>> RCPT TO:<u@far.example>\n<<< 553 Invalid recipient u@far.example (Mode: normal)\n\n   ----- Original message follows -----\n${ours}`,
    ),
  ),
  notice(
    'biglobe: full',
    soft,
    plain(
      'postmaster@biglobe.example',
      'Returned mail',
      `   ----- The following addresses had delivery problems -----\nu@far.example\n\n   ----- Non-delivered information -----\nThe number of messages in recipient's mailbox exceeded the local limit.\n\n   ----- Original message -----\n${ours}`,
    ),
  ),
  notice(
    'biglobe: unknown',
    hard,
    plain(
      'postmaster@biglobe.example',
      'Returned mail',
      `   ----- The following addresses had delivery problems -----\nu@far.example\n\n   ----- Non-delivered information -----\nThe recipient's mailbox does not exist.\n\n   ----- Original message -----\n${ours}`,
    ),
  ),
]
