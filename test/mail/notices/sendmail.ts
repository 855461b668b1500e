/** Sendmail, of today and of old. */
import { group, notice, ours, plain, report } from './build.ts'

function sendmail(reason: string, session: string, groups: string[], list = '<u@far.example>'): string {
  return report(
    'Mail Delivery Subsystem <MAILER-DAEMON@out.sender.example>',
    'Returned mail: see transcript for details',
    `The original message was received at Tue, 3 Nov 2026 09:11:02 GMT
from desk.sender.example [198.51.100.20]

   ----- The following addresses had permanent fatal errors -----
${list}
    (reason: ${reason})

   ----- Transcript of session follows -----
${session}`,
    groups,
  )
}
const talking = '... while talking to mx.far.example.:'

const verdict = (isHard: boolean): string => `u@far.example ${isHard ? 'hard' : 'soft'}`

export const sendmails = [
  notice(
    'sendmail: unknown, pipelined',
    verdict(true),
    sendmail(
      '550 5.1.1 <u@far.example>... User Unknown',
      `${talking}\n>>> DATA\n<<< 550 5.1.1 <u@far.example>... User Unknown\n550 5.1.1 <u@far.example>... User unknown\n<<< 503 5.0.0 Need RCPT (recipient)`,
      [group('u@far.example', '5.1.1', '550 5.1.1 <u@far.example>... User Unknown')],
    ),
  ),
  notice(
    'sendmail: host',
    verdict(true),
    sendmail(
      '550 Host unknown',
      '550 5.1.2 <u@far.example>... Host unknown (Name server: far.example: host not found)',
      [group('u@far.example', '5.1.2', '', 'failed', 'Remote-MTA: DNS; far.example')],
    ),
  ),
  notice(
    'sendmail: without codes',
    verdict(true),
    sendmail(
      '550 no such account',
      `${talking}\n>>> RCPT To:<u@far.example>\n<<< 550 no such account\n550 5.1.1 <u@far.example>... User unknown`,
      [group('u@far.example', '5.1.1', '550 no such account')],
    ),
  ),
  notice(
    'sendmail: hops',
    verdict(false),
    sendmail(
      '554 5.4.6 Too many hops',
      '554 5.4.6 Too many hops 26 (25 max): from <ada@sender.example> via mx.far.example, to <u@far.example>',
      [group('u@far.example', '5.4.6')],
    ),
  ),
  notice(
    'sendmail: carrier, after DATA',
    verdict(false),
    sendmail(
      '550 Unknown user u@far.example',
      `${talking}\n>>> DATA\n<<< 550 Unknown user u@far.example\n554 5.0.0 Service unavailable`,
      [group('u@far.example', '5.2.0', '550 Unknown user u@far.example')],
    ),
  ),
  notice(
    'sendmail: out of time',
    verdict(false),
    sendmail(
      '452 4.2.2 mailbox over quota',
      `${talking}\n>>> DATA\n<<< 452 4.2.2 mailbox over quota\nMessage could not be delivered for 5 days\nMessage will be deleted from queue`,
      [group('u@far.example', '4.4.7', '452 4.2.2 mailbox over quota')],
    ),
  ),
  notice(
    'sendmail: alias',
    'info@ours.example hard',
    sendmail(
      '550 5.1.1 User unknown',
      `550 5.1.1 u@far.example... User unknown`,
      [
        group(
          'u@far.example',
          '5.1.1',
          '550 5.1.1 User unknown',
          'failed',
          'Original-Recipient: rfc822;info@ours.example',
        ),
      ],
      '<u@far.example>\n    (expanded from: <info@ours.example>)',
    ),
  ),
  notice(
    'sendmail: two',
    'u@far.example hard, v@far.example soft',
    sendmail(
      '550 5.1.1 User unknown',
      `${talking}\n>>> RCPT To:<u@far.example>\n<<< 550 5.1.1 <u@far.example> User unknown`,
      [
        group('u@far.example', '5.1.1', '550 5.1.1 <u@far.example> User unknown'),
        group('v@far.example', '5.2.2', '552 5.2.2 <v@far.example> is full'),
      ],
      '<u@far.example>\n<v@far.example>',
    ),
  ),
  notice(
    'sendmail 5: unknown',
    verdict(true),
    plain(
      'MAILER-DAEMON@out.sender.example (Mail Delivery Subsystem)',
      'Returned mail: User unknown',
      `   ----- Transcript of session follows -----
While talking to mx.far.example:
>>> RCPT To:<u@far.example>
<<< 550 <u@far.example>... User unknown
550 <u@far.example>... User unknown

   ----- Unsent message follows -----
${ours}`,
    ),
  ),
  notice(
    'sendmail 5: host',
    verdict(true),
    plain(
      'MAILER-DAEMON@out.sender.example',
      'Returned mail: Host unknown',
      `   ----- Transcript of session follows -----
550 far.example (TCP)... 550 Host unknown
554 <u@far.example>... 550 Host unknown (Authoritative answer from name server)

   ----- Unsent message follows -----
${ours}`,
    ),
  ),
  notice(
    'sendmail 5: time',
    verdict(false),
    plain(
      'MAILER-DAEMON@out.sender.example',
      'Returned mail: Cannot send message for 5 days',
      `   ----- Transcript of session follows -----
421 far.example (smtp)... Deferred: Connection timed out during user open with mx.far.example

   ----- Recipients of this delivery -----
Bounced, cannot deliver:
   <u@far.example>

   ----- Unsent message follows -----
${ours}`,
    ),
  ),
]
