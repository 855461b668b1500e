/** Gateways that filter, and carriers in Japan. */
import { group, notice, ours, plain, report, returning } from './build.ts'
import { softbank } from './bulk-senders.ts'

const hard = 'u@far.example hard'
const soft = 'u@far.example soft'

const mailmarshal = (said: string): string =>
  returning(
    'MailMarshal Postmaster <postmaster@out.sender.example>',
    'Undeliverable Mail: "Spring"',
    `Your message:
   From:    ada@sender.example
   Subject: Spring

Could not be delivered because of

${said}

The following recipients were affected:
    u@far.example`,
  )

export const gateways = [
  notice(
    'ezweb: reached',
    hard,
    plain(
      'Postmaster@ezweb.example',
      'Mail System Error - Returned Mail',
      `Each of the following recipients was rejected by a remote mail server.\nThe reasons given by the server are included to help you determine why\neach recipient was rejected.\n\n    Recipient: <u@far.example>\n    Reason:    <u@far.example>... User Unknown\n\n----- Original message -----\n${ours}`,
    ),
  ),
  notice(
    'ezweb: off',
    soft,
    plain(
      'Postmaster@ezweb.example',
      'Mail System Error - Returned Mail',
      `The user(s) account is disabled.\n\n<u@far.example>: 550 user unknown (in reply to end of DATA command)\n\n----- Original message -----\n${ours}`,
    ),
  ),
  notice(
    'kddi: full',
    soft,
    plain(
      'no-reply@app.auone.example',
      'Mail System Error - Returned Mail',
      `Your mail sent on: Tue, 3 Nov 2026 09:11:02 +0900\n    Could not be delivered to: <u@far.example>\n    As their mailbox is full.\n\n----- Original message -----\n${ours}`,
    ),
  ),
  notice('mailmarshal: unknown', hard, mailmarshal('550 5.1.1 User unknown')),
  notice('mailmarshal: spam', soft, mailmarshal('554 5.7.1 Rejected: the message holds spam')),
  notice(
    'interscan: unknown',
    hard,
    returning(
      '"InterScan MSS" <postmaster@out.sender.example>',
      'Mail delivery failed',
      'Sent <<< RCPT TO:<u@far.example>\nReceived >>> 550 5.1.1 <u@far.example>... user unknown\n\nUnable to deliver message to <u@far.example>.',
    ),
  ),
  notice(
    'messagelabs: unknown',
    hard,
    report(
      'MAILER-DAEMON@messagelabs.example',
      'Mail Delivery Failure',
      'This is the mail delivery agent at messagelabs.example.\nI was unable to deliver your message to the following addresses.\n\nu@far.example\n\nReason: 550 desk@far.example: No such user here',
      [group('u@far.example', '5.0.0', '550 u@far.example: No such user here')],
    ),
  ),
  notice(
    'mcafee',
    hard,
    plain(
      'McAfee Gateway <postmaster@mx.far.example>',
      'Delivery Status',
      `Your message could not be delivered.\n\n--- The following addresses had delivery problems ---\n\n<u@far.example>   (User unknown u@far.example)\n\n----- Original message -----\n${ours}`,
    ),
  ),
  notice(
    'surfcontrol',
    hard,
    plain(
      'Postmaster@out.sender.example',
      'Message delivery failed',
      `Your message could not be sent.\nA transcript of the attempts to send the message follows.\nThe number of attempts made: 1\nAddressed To: u@far.example\n\nTue, 3 Nov 2026 09:12:00 +0000\nFailed to send to identified host,\nu@far.example: [192.0.2.1], 550 u@far.example... No such user\n--- Message non-deliverable.\n\n----- Original message -----\n${ours}`,
      'X-SEF-Processed: 5_0_0_910\n',
    ),
  ),
  notice(
    'barracuda',
    soft,
    report(
      'MAILER-DAEMON@barracuda.far.example',
      '**Message you sent blocked by our bulk email filter**',
      'Your message to: u@far.example\nwas blocked by our Spam Firewall. The email you sent with the following subject has NOT BEEN DELIVERED:\n\nSubject: Spring',
      [group('u@far.example', '5.0.0', '554 Service unavailable; rejected: blocked by our Spam Firewall')],
    ),
  ),
  notice(
    'brightmail',
    soft,
    returning(
      'postmaster@far.example',
      'Returned mail: rejected',
      'Your message to u@far.example could not be delivered: it was rejected by Symantec Messaging Gateway because its attachment was found to be infected.',
    ),
  ),
  notice(
    'proofpoint',
    soft,
    softbank(
      '550 5.7.1 Rejected: 198.51.100.9 listed at pphosted; visit https://ipcheck.proofpoint.example (in reply to RCPT TO command)',
    ),
  ),
  notice(
    'verizon',
    hard,
    plain(
      '<post_master@vtext.example>',
      'Undeliverable Message',
      `Error: No valid recipients for this MM\n\nMessage could not be delivered to mobile.\n  To: u@far.example\n  Subject: Spring\n`,
    ),
  ),
  notice(
    'smail: host',
    hard,
    plain(
      '<MAILER-DAEMON@out.sender.example>',
      'mail failed, returning to sender',
      `|------------------------- Message log follows: -------------------------|\n no valid recipients were found for this message\n|------------------------- Failed addresses follow: ---------------------|\n <u@far.example> ... unknown host\n|------------------------- Message text follows: ------------------------|\n${ours}`,
    ),
  ),
  notice(
    'netfirm',
    hard,
    returning(
      'postmaster@out.sender.example',
      'Delivery failure',
      "We had trouble delivering your message. Full details follow:\n\nSubject: 'Spring'\nDate: 'Tue, 3 Nov 2026 09:11:02 +0000'\n\n1 error(s):\n\nSMTP Server <mx.far.example> rejected recipient <u@far.example>\n  (Error following RCPT command). It responded as follows: [550 5.1.1 User unknown]",
    ),
  ),
]
