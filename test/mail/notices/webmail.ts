/** The large mailbox providers. */
import { about, encoded, group, notice, ours, plain, report } from './build.ts'
import { einsundeins, gmail, google, notFound, oldGmail, yahoo } from './webmail-forms.ts'

const hard = 'u@far.example hard'
const soft = 'u@far.example soft'
export const webmail = [
  notice(
    'gmail, old: unknown',
    hard,
    oldGmail(
      'permanent',
      'Google tried to deliver your message, but it was rejected by the recipient domain. The error that the other server returned was: 550 550 5.1.1 <u@far.example>... User unknown (state 14).',
    ),
  ),
  notice('gmail, old: domain', hard, oldGmail('permanent', 'DNS Error: Domain name not found')),
  notice(
    'gmail, old: no server',
    soft,
    oldGmail(
      'permanent',
      'The recipient server did not accept our requests to connect. Learn more at http://mail.google.com/support/bin/answer.py?answer=7720\n[mx.far.example. (1): Connection timed out]',
    ),
  ),
  notice(
    'gmail, old: spam',
    soft,
    oldGmail(
      'permanent',
      'Message rejected by Google Groups. The error that the other server returned was: 550 550 5.7.1 message looks like spam (state 17).',
    ),
  ),
  about(
    'delay',
    'gmail, old: late',
    'u@far.example soft',
    oldGmail(
      'temporary',
      'The recipient server did not accept our requests to connect.\nMessage will be retried for 2 more day(s)',
    ),
  ),
  notice(
    'gmail: not found',
    hard,
    gmail(
      'Address not found',
      notFound,
      '5.1.1',
      "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the recipient's email address. 550 5.1.1 https://support.google.com/mail/?p=NoSuchUser",
    ),
  ),
  notice(
    'gmail: domain',
    hard,
    gmail(
      'Address not found',
      notFound,
      '5.1.2',
      "DNS Error: DNS type 'mx' lookup of far.example responded with code NXDOMAIN Domain name not found: far.example",
    ),
  ),
  notice(
    'gmail: domain, with a passing status',
    hard,
    gmail(
      'Address not found',
      notFound,
      '4.0.0',
      "DNS Error: DNS type 'mx' lookup of far.example responded with code NXDOMAIN Domain name not found: far.example",
    ),
  ),
  notice(
    'gmail: name server',
    soft,
    gmail(
      'Message not delivered',
      'There was a problem delivering your message to u@far.example.',
      '4.4.1',
      "DNS Error: DNS type 'mx' lookup of far.example responded with code SERVFAIL",
    ),
  ),
  notice(
    'gmail: blocked',
    soft,
    gmail(
      'Message blocked',
      'Your message to u@far.example has been blocked.',
      '5.7.1',
      '550-5.7.1 Our system has detected that this message is likely unsolicited mail. To reduce the amount of spam sent, 550 5.7.1 this message has been blocked.',
    ),
  ),
  notice(
    'gmail: full',
    soft,
    gmail(
      'Recipient inbox full',
      "Your message couldn't be delivered to u@far.example. Their inbox is full, or it's getting too much mail right now.",
      '5.2.2',
      "552-5.2.2 The recipient's inbox is out of storage space. 552 5.2.2 OverQuotaPerm",
    ),
  ),
  notice(
    'gmail: rate',
    soft,
    gmail(
      'Message not delivered',
      'There was a problem.',
      '4.2.1',
      '450-4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered.',
    ),
  ),
  notice(
    'gmail: disabled',
    soft,
    gmail(
      'Message not delivered',
      'There was a problem.',
      '5.2.1',
      '550-5.2.1 The email account that you tried to reach is disabled. 550 5.2.1 DisabledUser',
    ),
  ),
  about(
    'delay',
    'gmail: incomplete',
    'u@far.example soft',
    gmail(
      'Delivery incomplete',
      'There was a temporary problem delivering your message to u@far.example. Gmail will retry for 46 more hours.',
      '4.4.1',
      'The recipient server did not accept our requests to connect.',
      'delayed',
    ),
  ),
  notice(
    'gmail: group',
    'crew@far.example soft',
    plain(
      google,
      'Delivery Status Notification (Failure)',
      `Hello ada@sender.example,\n\nWe're writing to let you know that the group you tried to contact (crew) may not exist, or you may not have permission to post messages to the group.\n\n * Messages to this group are only from members.\n\nIf you have questions related to this or any other Google Group, visit the Help Center.\n\n----- Original message -----\n\n${ours}`,
      'X-Failed-Recipients: crew@far.example\n',
    ),
  ),
  notice(
    'yahoo: unknown',
    hard,
    yahoo('Remote host said: 550 5.1.1 <u@far.example> Recipient address rejected: User unknown [RCPT_TO]'),
  ),
  notice(
    'yahoo: no valid recipient',
    hard,
    yahoo('554: delivery error: dd Not a valid recipient - mta1001.mail.example'),
  ),
  notice(
    'yahoo: no account',
    hard,
    yahoo(
      "554: delivery error: dd This user doesn't have a yahoo.example account (u@far.example) [0] - mta1001.mail.example",
    ),
  ),
  notice('yahoo: no domain', hard, yahoo('No MX or A records for far.example')),
  notice('yahoo: unreachable', soft, yahoo('Mail server for "far.example" unreachable for too long')),
  notice('yahoo: full', soft, yahoo('552: 5.2.2 Over quota')),
  notice(
    'yahoo: policy',
    soft,
    yahoo('Remote host said: 554 Message not allowed - [PH01] Email not accepted for policy reasons. [BODY]'),
  ),
  notice(
    'yandex',
    hard,
    report(
      'mailer-daemon@yandex.example',
      'Недоставленное сообщение',
      `This is the mail system at host forward1.mail.example.\n\nI'm sorry to have to inform you that your message could not be delivered.\n\n<u@far.example>: host mx.far.example[192.0.2.1] said: 550 5.1.1 No such user! (in reply to RCPT TO command)`,
      [group('u@far.example', '5.1.1', '550 5.1.1 No such user!')],
    ),
  ),
  notice(
    'mail.ru: unknown',
    hard,
    encoded(
      'Mail Delivery System <mailer-daemon@corp.mail.example>',
      'Mail failure.',
      `Это письмо создано автоматически\nсервером Mail.Ru, отвечать на него не\nнужно.\n\nК сожалению, Ваше письмо не может\nбыть доставлено одному или нескольким\nполучателям:\n\n**********************\n\nu@far.example\nSMTP error from remote mail server after RCPT TO:<u@far.example>:\nhost mx.far.example [192.0.2.1]: 550 5.1.1 <u@far.example>... User Unknown\n\n**********************`,
      'base64',
    ),
  ),
  notice(
    'mail.ru: full',
    soft,
    encoded(
      'Mail Delivery System <mailer-daemon@corp.mail.example>',
      'Mail failure.',
      'Это письмо создано автоматически сервером Mail.Ru.\n\nК сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:\n\nu@far.example\nпочтовый ящик переполнен',
      'base64',
    ),
  ),
  notice(
    'gmx: unknown',
    hard,
    plain(
      'GMX Mailer Daemon <mailer-daemon@gmx.example>',
      'Mail delivery failed: returning message to sender',
      `This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of\nits recipients. This is a permanent error. The following address\nfailed:\n\n"u@far.example":\nSMTP error from remote server after RCPT command:\nhost: mx.far.example\n5.1.1 <u@far.example>... User Unknown\n\n--- The header of the original message is following. ---\n\n${ours}`,
    ),
  ),
  notice(
    'ionos: unknown',
    hard,
    einsundeins(
      'SMTP error from remote server for RCPT TO command, host: mx.far.example (192.0.2.1) reason: 550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]',
    ),
  ),
  notice('ionos: no domain', hard, einsundeins('Host or domain name not found. Name service error: no such domain')),
  notice(
    'ionos: size',
    soft,
    einsundeins(
      'For the following reason:\n\nMail size limit exceeded. For explanation visit\nhttp://postmaster.1and1.example/en/error-messages',
    ),
  ),
  notice('ionos: time', soft, einsundeins('delivery retry timeout exceeded')),
  notice(
    'zoho: unknown',
    hard,
    plain(
      'mailer-daemon@mail.zoho.example',
      'Undelivered Mail Returned to Sender',
      `This message was created automatically by mail delivery software.\n A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.\n\nu@far.example Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <u@far.example>... User Unknown\n\n${ours}`,
    ),
  ),
  notice(
    'zoho: blocked',
    soft,
    plain(
      'mailer-daemon@mail.zoho.example',
      'Undelivered Mail Returned to Sender',
      `This message was created automatically by mail delivery software.\n A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.\n\n[Status: Error, Address: <u@far.example>, ResponseCode 554, , Message blocked by the policy of the recipient]\n\n${ours}`,
    ),
  ),
]
