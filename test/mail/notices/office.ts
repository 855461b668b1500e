/** Domino, GroupWise and the servers of offices. */
import { group, notice, ours, plain, report, returning } from './build.ts'

const hard = 'u@far.example hard'
const soft = 'u@far.example soft'

const domino = (said: string): string =>
  returning(
    'Postmaster@far.example',
    `DELIVERY FAILURE: ${said}`,
    `Your message

  Subject: Spring

was not delivered to:

  u@far.example

because:

  ${said}`,
  )

const imail = (said: string): string =>
  plain(
    'Postmaster <postmaster@far.example>',
    'Undeliverable Mail',
    `${said}\n\nOriginal message follows.\n\n${ours}`,
    'X-Mailer: <IMail v8.22>\n',
  )

const ironport = (said: string): string =>
  report(
    'Mail Delivery System <MAILER-DAEMON@esa.far.example>',
    'Delivery Status Notification (Failure)',
    `The following message to <u@far.example> was undeliverable.
The reason for the problem:
${said}`,
    [
      `Final-Recipient: rfc822;u@far.example\nAction: failed\nStatus: 5.0.0 (permanent failure)\nRemote-MTA: dns; [192.0.2.1]\nDiagnostic-Code: smtp; ${said.replace(/550-'|554-'|'$/g, '')} (delivery attempts: 0)`,
    ],
  )

const mdaemon = (said: string): string =>
  returning(
    'MDaemon@out.sender.example',
    'Permanent Delivery Failure',
    `--------------------------------------------------------------------------
The attached message had PERMANENT fatal delivery errors!

After one or more unsuccessful delivery attempts the attached message has
been removed from the mail queue on this server.

Failed address: u@far.example
--- Session Transcript ---
 Parsing message
 --> MAIL From:<ada@sender.example>
 <-- 250 Sender OK
 ${said}
--- End Transcript ---`,
  )

export const office = [
  notice('domino: not listed', hard, domino('User u (u@far.example) not listed in Domino Directory')),
  notice(
    'domino: several',
    hard,
    domino('User u (u@far.example) not unique.  Several matches found in Domino Directory.'),
  ),
  notice('domino: host', hard, domino('Host unknown: no MX or A records found for far.example')),
  notice('domino: hops', soft, domino('Maximum hop count exceeded.  Message probably in a routing loop.')),
  notice(
    'domino: full',
    soft,
    domino(
      'Error delivering to MX/Far mail\\u.nsf; Unable to write to database because database would exceed its disk quota.',
    ),
  ),
  notice(
    'notes: old',
    hard,
    plain(
      'Mail Router <notes@far.example>',
      'DELIVERY FAILURE',
      `------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nu@far.example\n\n------- Returned Message --------\n\n${ours}`,
    ),
  ),
  notice(
    'cc:mail',
    hard,
    plain(
      'Postmaster@far.example',
      'Message not deliverable',
      `The cc:Mail gateway returned this message to the sender.\nReason: Unknown recipient\nRecipient: u@far.example\n\n----- Original message -----\n${ours}`,
    ),
  ),
  notice(
    'groupwise: unknown',
    hard,
    returning(
      'postmaster@far.example',
      'Undeliverable: Spring',
      'The message that you sent was undeliverable to the following:\n\tu@far.example (550 5.1.1 User unknown)\n\nPossibly truncated original message follows:',
    ),
  ),
  notice(
    'groupwise: rejected',
    soft,
    returning(
      'postmaster@far.example',
      'Undeliverable: Spring',
      'The message that you sent was undeliverable to the following:\n\tu@far.example (554 5.7.1 Message rejected as spam)\n\nPossibly truncated original message follows:',
    ),
  ),
  notice('imail: unknown', hard, imail('Unknown user: u@far.example')),
  notice('imail: userid', hard, imail('Invalid final delivery userid: u@far.example')),
  notice('imail: full', soft, imail('User mailbox exceeds allowed size: u@far.example')),
  notice('imail: tries', soft, imail('Delivery failed 20 attempts: u@far.example')),
  notice(
    'argosoft',
    hard,
    plain(
      'Postmaster <postmaster@far.example>',
      'Mail delivery failed',
      `Your message could not be delivered to the following recipient:\n\nu@far.example\n\nReason: 550 User not found: u\n\n----- Original message -----\n${ours}`,
    ),
  ),
  notice(
    'communigate: unknown',
    hard,
    report(
      'MAILER-DAEMON@out.sender.example',
      'Undeliverable mail',
      "Failed to deliver to 'u@far.example'\nSMTP module(domain far.example) reports:\n host mx.far.example says:\n 550 5.1.1 unknown user account",
      [group('u@far.example', '5.0.0', '550 5.1.1 unknown user account')],
    ),
  ),
  notice(
    'communigate: full',
    soft,
    report(
      'MAILER-DAEMON@far.example',
      'Undeliverable mail',
      "Failed to deliver to 'u@far.example'\nLOCAL module(account u) reports:\n account is full (quota exceeded)",
      [group('u@far.example', '5.0.0')],
    ),
  ),
  notice(
    'kerio',
    hard,
    report(
      'postmaster@far.example',
      'Delivery failed: Spring',
      'Your message could not be delivered to the following recipients:\n\nu@far.example\n  Failed: 550 5.1.1 User unknown',
      [group('u@far.example', '5.0.0', '550 5.1.1 User unknown')],
    ),
  ),
  notice(
    'hmailserver',
    hard,
    plain(
      'mailer-daemon@out.sender.example',
      'Message undeliverable: Spring',
      `Your message did not reach some or all of the intended recipients.

   Sent: Tue, 3 Nov 2026 09:11:02 +0000
   Subject: Spring

The following recipient(s) could not be reached:

u@far.example
   Error Type: SMTP
   Remote server (192.0.2.1) issued an error.
   hMailServer sent: RCPT TO:<u@far.example>
   Remote server replied: 550 No such user here

hMailServer`,
    ),
  ),
  notice(
    'hmailserver: time',
    soft,
    plain(
      'mailer-daemon@out.sender.example',
      'Message undeliverable: Spring',
      `Your message did not reach some or all of the intended recipients.

The following recipient(s) could not be reached:

u@far.example
   Error Type: SMTP
   Connection to recipients server failed.
   Error: Host name: mx.far.example, message: The remote computer refused the network connection.

hMailServer`,
    ),
  ),
  notice('mdaemon: unknown', hard, mdaemon('--> RCPT To:<u@far.example>\n <-- 550 5.1.1 <u@far.example>: unknown')),
  notice('mdaemon: refused', soft, mdaemon('--> DATA\n <-- 554 5.7.1 Message looks like spam')),
  notice(
    'ironport: address',
    hard,
    ironport("5.1.0 - Unknown address error 550-'5.1.1 <u@far.example>: User unknown'"),
  ),
  notice(
    'ironport: host',
    hard,
    ironport("5.1.2 - Bad destination host 'DNS Hard Error looking up far.example (MX):  NXDomain'"),
  ),
  notice('ironport: spam', soft, ironport("5.3.0 - Other mail system problem 554-'5.7.1 message content rejected'")),
  notice('ironport: late', soft, ironport("5.4.7 - Delivery expired (message too old) 'timeout'")),
]
