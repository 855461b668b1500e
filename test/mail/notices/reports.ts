/** Reports of several recipients and other fates, filters’ notices, delays, success, feedback. */
import { about, group, notice, ours, plain, report, returning } from './build.ts'

const hard = 'u@far.example hard'
const soft = 'u@far.example soft'
const daemon = 'Mail Delivery System <MAILER-DAEMON@mx.far.example>'

/** Charsets that nobody named, and one that is named wrongly. */
const bytes = (text: string): string =>
  plain(daemon, 'Undelivered Mail Returned to Sender', `${text}\n\n----- Original message -----\n${ours}`)

const arf = (type: string, from: string, more = ''): string =>
  `From: ${from}
To: abuse@sender.example
Subject: FW: Spring
Date: Tue, 3 Nov 2026 09:12:31 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="=_f"

--=_f
Content-Type: text/plain

This is an email abuse report for an email message received on Tue, 3 Nov 2026.

--=_f
Content-Type: message/feedback-report

${type ? `Feedback-Type: ${type}\n` : ''}User-Agent: Loop/1.0
Version: 1
${more}
--=_f
Content-Type: message/rfc822

${ours}
--=_f--
`

export const reports = [
  notice(
    'words: bytes without a charset',
    hard,
    bytes('Könnte nicht: delivery failed\n\nu@far.example\n\n550 5.1.1 user unknown'),
  ),
  notice(
    'html alone',
    hard,
    plain(
      daemon,
      'Undeliverable mail',
      '<html><body><p>Your message could not be delivered to:</p><p><b>u@far.example</b></p><p>550 5.1.1 User unknown</p></body></html>',
      'MIME-Version: 1.0\nContent-Type: text/html; charset=us-ascii\n',
    ),
  ),
  notice(
    'a report whose words are elsewhere',
    hard,
    report(daemon, 'Delivery failure', 'See below.', [group('u@far.example', '5.1.1', '550 5.1.1 no such user')]),
  ),
  notice(
    'forwarded: final differs',
    'first@ours.example soft',
    report(
      daemon,
      'Undelivered Mail Returned to Sender',
      '<last@far.example> (expanded from <first@ours.example>): host mx.far.example[192.0.2.1] said: 552 5.2.2 mailbox full (in reply to RCPT TO command)',
      [
        group(
          'last@far.example',
          '5.2.2',
          '552 5.2.2 mailbox full',
          'failed',
          'Original-Recipient: rfc822;first@ours.example',
        ),
      ],
    ),
  ),
  notice(
    'three of different fate',
    'a@far.example hard, b@far.example soft, c@near.example hard',
    report(
      daemon,
      'Undelivered Mail Returned to Sender',
      '<a@far.example>: unknown user: "a"\n\n<b@far.example>: mailbox full\n\n<c@near.example>: Host or domain name not found. Name service error for name=near.example type=A: Host not found',
      [
        group('a@far.example', '5.1.1', 'X-Postfix; unknown user: "a"'),
        group('b@far.example', '5.2.2', 'X-Postfix; mailbox full'),
        group(
          'c@near.example',
          '5.4.4',
          'X-Postfix; Host or domain name not found. Name service error for name=near.example type=A: Host not found',
        ),
      ],
    ),
  ),
  notice(
    'one failed, one relayed',
    'a@far.example hard',
    report(daemon, 'Delivery Status Notification', '<a@far.example>: unknown', [
      group('a@far.example', '5.1.1', '550 5.1.1 User unknown'),
      group('b@far.example', '2.0.0', '250 ok', 'relayed'),
    ]),
  ),
  notice(
    'virus',
    soft,
    returning(
      'Content-filter at mx.far.example <postmaster@mx.far.example>',
      'VIRUS (Eicar-Test-Signature) in mail FROM YOU',
      'A virus was found: Eicar-Test-Signature\n\nThe message has been blocked; delivery of it to the following recipients was stopped:\n\n<u@far.example>',
    ),
  ),
  notice(
    'banned attachment',
    soft,
    report(
      'Content-filter at mx.far.example <postmaster@mx.far.example>',
      'BANNED contents from you (.exe)',
      'BANNED CONTENTS ALERT\n\nOur content checker found banned name: multipart/mixed | .exe in email presumably from you\n\nDelivery of the email was stopped!',
      [group('u@far.example', '5.7.0', '554 5.7.0 Reject, id=1-01 - BANNED: .exe')],
    ),
  ),
  notice(
    'sieve',
    soft,
    report(
      daemon,
      'Rejected: Spring',
      'Your message to <u@far.example> was automatically rejected:\nNo such user here',
      [group('u@far.example', '5.7.1')],
    ),
  ),
  notice(
    'quota by Dovecot',
    soft,
    report(
      daemon,
      'Rejected: Spring',
      'Your message to <u@far.example> was automatically rejected:\nQuota exceeded (mailbox for user is full)',
      [group('u@far.example', '5.2.2')],
    ),
  ),
  about(
    'delay',
    'sendmail: warning',
    'u@far.example soft',
    report(
      'Mail Delivery Subsystem <MAILER-DAEMON@out.sender.example>',
      'Warning: could not send message for past 4 hours',
      '    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\n   ----- The following addresses had transient non-fatal errors -----\n<u@far.example>\n\n   ----- Transcript of session follows -----\n451 <u@far.example>... Transient parse error',
      [group('u@far.example', '4.4.1', '', 'delayed')],
    ),
  ),
  about(
    'delay',
    'exim: warning',
    'u@far.example soft',
    plain(
      'Mail Delivery System <Mailer-Daemon@out.sender.example>',
      'Warning: message 1abc23-0001de-00 delayed 24 hours',
      `This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue on out.sender.example.\n\nThe address to which the message has not yet been delivered is:\n\n  u@far.example\n    Delay reason: mailbox temporarily locked\n\nNo action is required on your part. Delivery attempts will continue for\nsome time, and this warning may be repeated at intervals.`,
      'Auto-Submitted: auto-replied\n',
    ),
  ),
  about(
    'delivered',
    'postfix: success',
    'u@far.example soft',
    report(
      daemon,
      'Successful Mail Delivery Report',
      '<u@far.example>: delivery via mx.far.example[192.0.2.1]:25: 250 2.0.0 Ok',
      [group('u@far.example', '2.0.0', '250 2.0.0 Ok', 'relayed')],
    ),
  ),
  about(
    'delivered',
    'sendmail: receipt',
    'u@far.example soft',
    report(
      'Mail Delivery Subsystem <MAILER-DAEMON@out.sender.example>',
      'Return receipt',
      '   ----- The following addresses had successful delivery notifications -----\n<u@far.example>  (successfully delivered to mailbox)',
      [group('u@far.example', '2.1.5', '', 'delivered')],
    ),
  ),
  ...['abuse', 'fraud', 'virus', 'other', 'not-spam', 'auth-failure', 'miscategorized', ''].map((type) =>
    about(
      'complaint',
      `arf: ${type || 'no type'}`,
      'someone@listed.example soft',
      arf(type, 'Feedback <feedback@arf.mail.example>', 'Original-Rcpt-To: <someone@listed.example>\n'),
    ),
  ),
  about(
    'complaint',
    'arf: redacted, as of AOL',
    'somebody@listed.example soft',
    arf('abuse', 'scomp@aol.example', 'Redacted-Address: redacted@aol.example\n'),
  ),
  about(
    'complaint',
    'arf: several',
    'one@listed.example soft, two@listed.example soft',
    arf(
      'abuse',
      'feedback@comcast.example',
      'Original-Rcpt-To: one@listed.example\nOriginal-Rcpt-To: two@listed.example\n',
    ),
  ),
]
