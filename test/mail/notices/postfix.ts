/** Postfix. */
import { about, group, notice, report } from './build.ts'

const daemon = 'Mail Delivery System <MAILER-DAEMON@out.sender.example>'

function postfix(to: string, said: string, status: string, action = 'failed'): string {
  const own = /said: (.*)/.exec(said)?.[1]
  return report(
    daemon,
    action === 'delayed' ? 'Delayed Mail (still being retried)' : 'Undelivered Mail Returned to Sender',
    `This is the mail system at host out.sender.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

For further assistance, please send mail to postmaster.

                   The mail system

<${to}>: ${said.replace(/(.{60,70}) /g, '$1\n    ')}`,
    [
      group(
        to,
        status,
        own ? own.replace(/ \(in reply to.*/, '') : `X-Postfix; ${said}`,
        action,
        `Original-Recipient: rfc822;${to}`,
      ),
    ],
  )
}
const host = 'host mx.far.example[192.0.2.1] said:'
const rcpt = '(in reply to RCPT TO command)'
const data = '(in reply to end of DATA command)'

const ofPostfix: [said: string, status: string, isHard: boolean][] = [
  [
    `${host} 550 5.1.1 <u@far.example>: Recipient address rejected: User unknown in virtual mailbox table ${rcpt}`,
    '5.1.1',
    true,
  ],
  [`${host} 550 <u@far.example>: Recipient address rejected: No such user (u@far.example) ${rcpt}`, '5.0.0', true],
  [`${host} 550 Unknown recipient ${rcpt}`, '5.0.0', true],
  [`${host} 550 5.1.1 unknown or illegal alias: u@far.example ${rcpt}`, '5.1.1', true],
  [`${host} 553 5.3.0 <u@far.example>... Addressee unknown, relay=[198.51.100.9] ${rcpt}`, '5.3.0', true],
  [`${host} 550 5.1.6 recipient no longer on server: u@far.example ${rcpt}`, '5.1.6', true],
  [`${host} 551 User not local; please try <u2@far.example> ${rcpt}`, '5.1.6', true],
  [`${host} 550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550 [abcDEF] ${rcpt}`, '5.0.0', true],
  [`${host} 550 no mailbox by that name is currently available ${rcpt}`, '5.0.0', true],
  [`${host} 550 That domain isn't in my list; no such domain here: far.example ${rcpt}`, '5.0.0', true],
  ['Host or domain name not found. Name service error for name=far.example type=A: Host not found', '5.4.4', true],
  ['unable to look up host far.example: Name or service not known', '5.4.4', true],
  ['unable to look up host far.example: Temporary failure in name resolution', '4.4.3', false],
  ['Host or domain name not found. Name service error for name=far.example type=MX: Malformed name', '5.4.4', true],
  ['Domain far.example does not accept mail (nullMX)', '5.1.10', true],
  ['unknown user: "u"', '5.1.1', true],
  [`${host} 521 5.3.2 mx.far.example does not accept mail ${rcpt}`, '5.3.2', true],
  [`${host} 556 5.1.10 Recipient's domain publishes a null MX ${rcpt}`, '5.1.10', true],
  [`${host} 554 5.7.1 <u@far.example>: Relay access denied ${rcpt}`, '5.7.1', false],
  [`${host} 552 5.2.2 Mailbox size limit exceeded ${data}`, '5.2.2', false],
  [`${host} 552 5.3.4 Message size exceeds fixed limit (in reply to MAIL FROM command)`, '5.3.4', false],
  ['mail for far.example loops back to myself', '5.4.6', false],
  ['connect to mx.far.example[192.0.2.1]:25: Connection timed out', '4.4.1', false],
  ["can't create user output file. Command output: procmail: Quota exceeded while writing", '5.2.2', false],
  [
    `${host} 550 5.1.0 <ada@sender.example>: Sender address rejected: User unknown in virtual alias table (in reply to MAIL FROM command)`,
    '5.1.0',
    false,
  ],
  [
    `${host} 550 5.1.1 <ada@sender.example>: Sender address rejected: undeliverable address: no such user here ${rcpt}`,
    '5.1.1',
    false,
  ],
  [`${host} 554 5.7.1 <out.sender.example[198.51.100.9]>: Client host rejected: Access denied ${rcpt}`, '5.7.1', false],
  [`${host} 550 5.2.1 <u@far.example>: Recipient address rejected: account inactive ${rcpt}`, '5.2.1', false],
  [`${host} 550 5.1.1 <u@far.example>: inactive email address ${rcpt}`, '5.1.1', false],
  [`${host} 550 Unknown user u@far.example ${data}`, '5.0.0', false],
  [`${host} 550 Invalid recipient: <u@far.example> ${data}`, '5.0.0', false],
  [
    `${host} 550 Administrative prohibition - envelope blocked - https://community.mimecast.com/docs/DOC-1369#550 ${rcpt}`,
    '5.0.0',
    false,
  ],
  [`${host} 550 Rejected by header based Anti-Spoofing policy: ada@sender.example ${data}`, '5.0.0', false],
  [`${host} 554 5.7.1 Message rejected under suspicion of SPAM ${data}`, '5.7.1', false],
  [`${host} 550 5.7.1 Fix reverse DNS for 198.51.100.9 ${rcpt}`, '5.7.1', false],
  [`${host} 550 5.7.25 The IP address sending this message does not have a PTR record setup ${data}`, '5.7.25', false],
  [
    `${host} 554 5.7.1 Service unavailable; Sender address [ada@sender.example] blocked using dbl.spamhaus.org; does not exist in our list ${rcpt}`,
    '5.7.1',
    false,
  ],
  [`${host} 550 5.7.0 Message Size Violation ${data}`, '5.7.0', false],
  [`${host} 550 5.4.5 Daily sending quota exceeded ${rcpt}`, '5.4.5', false],
  [`${host} 554 5.6.0 Message contains invalid header ${data}`, '5.6.0', false],
  [`${host} 550 High probability of spam ${data}`, '5.0.0', false],
  [`${host} 554 Denied [CS] [f3d.0] (Mode: normal) ${data}`, '5.0.0', false],
  [`${host} 530 5.7.0 Must issue a STARTTLS command first (in reply to MAIL FROM command)`, '5.7.0', false],
  [`${host} 550 5.7.1 Message contains a virus (Eicar-Test) ${data}`, '5.7.1', false],
  [`${host} 451 4.3.0 Mail server temporarily rejected message ${data}`, '4.3.0', false],
  ['lost connection with mx.far.example[192.0.2.1] while receiving the initial server greeting', '4.4.2', false],
  ['delivery temporarily suspended: connect to mx.far.example[192.0.2.1]:25: No route to host', '4.4.1', false],
  [
    'host mx.far.example[192.0.2.1] refused to talk to me: 554 mx.far.example ESMTP not accepting messages from your network',
    '5.0.0',
    false,
  ],
  [
    `${host} 550 5.1.1 <u@far.example> Recipient rejected: sender IP 198.51.100.9 listed at bl.far.example ${rcpt}`,
    '5.7.1',
    false,
  ],
]

const verdict = (isHard: boolean): string => `u@far.example ${isHard ? 'hard' : 'soft'}`

export const ofAllPostfix = [
  ...ofPostfix.map(([said, status, isHard]) =>
    notice(`postfix: ${said}`, verdict(isHard), postfix('u@far.example', said, status)),
  ),
  about(
    'delay',
    'postfix: delayed',
    'u@far.example soft',
    postfix('u@far.example', 'connect to mx.far.example[192.0.2.1]:25: Connection refused', '4.4.1', 'delayed'),
  ),
]
