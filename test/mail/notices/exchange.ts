/** Exchange of all ages, and Outlook.com. */
import { about, encoded, group, notice, ours, plain, report } from './build.ts'

const hard = 'u@far.example hard'
const soft = 'u@far.example soft'
const administrator = 'System Administrator <postmaster@far.example>'

const exchange2003 = (said: string): string =>
  plain(
    administrator,
    'Undeliverable: Spring',
    `Your message

  To:      u@far.example
  Subject: Spring
  Sent:    Tue, 3 Nov 2026 09:11:02 -0000

did not reach the following recipient(s):

u@far.example on Tue, 3 Nov 2026 09:12:00 -0000
${said}`,
    'X-Mailer: Internet Mail Service (5.5.2653.13)\n',
  )

const exchange2007 = (words: string, admin: string, server: string, diagnostic: string): string =>
  encoded(
    'Microsoft Exchange <postmaster@far.example>',
    'Undeliverable: Spring',
    `${words}

${admin}

${server}: mta1.far.example

u@far.example
${diagnostic}

Original message headers:

${ours}`,
    'quoted-printable',
  )
const english = (diagnostic: string): string =>
  exchange2007(
    'Delivery has failed to these recipients or distribution lists:\n\nu@far.example\nMicrosoft Exchange will not try to redeliver this message for you. Please check the e-mail address and try resending this message.',
    'Diagnostic information for administrators:',
    'Generating server',
    diagnostic,
  )

const online = (words: string, status: string, diagnostic: string, to = 'u@far.example', action = 'failed'): string =>
  report('<postmaster@far.example>', 'Undeliverable: Spring', words, [group(to, status, diagnostic, action)])
const couldNot = "Your message to u@far.example couldn't be delivered."

const ofOnline: [diagnostic: string, status: string, isHard: boolean][] = [
  [
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient u@far.example not found by SMTP address lookup',
    '5.1.10',
    true,
  ],
  [
    '550 5.4.310 DNS domain far.example does not exist [Message=InfoDomainNonexistent] [LastAttemptedServerName=far.example]',
    '5.4.310',
    true,
  ],
  [
    '550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [DB3EUR04FT010.eop-eur04.prod.protection.outlook.com]',
    '5.4.1',
    true,
  ],
  [
    '550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 5.1.1 <u@far.example>: Recipient address rejected: User unknown in relay recipient table',
    '5.1.351',
    true,
  ],
  ['550 5.1.1 RESOLVER.ADR.RecipNotFound; not found', '5.1.1', true],
  ['550 5.1.10 RESOLVER.ADR.InvalidSmtpAddress; invalid SMTP address', '5.1.10', true],
  [
    '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to process message due to a permanent exception',
    '5.2.2',
    false,
  ],
  [
    '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group',
    '5.7.133',
    false,
  ],
  ['550 5.4.317 Message expired, cannot connect to remote server(451 4.4.0 DNS query failed)', '5.4.317', false],
  [
    '550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP. For more information please go to http://go.microsoft.com/fwlink/?LinkId=526653',
    '5.7.708',
    false,
  ],
  ['550 5.1.8 Access denied, bad outbound sender. AS(42004)', '5.1.8', false],
  [
    "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
    '5.1.90',
    false,
  ],
  ['550 5.1.20 Multiple From addresses are not allowed without Sender address', '5.1.20', false],
  ['550 5.2.121 RecipLimit.ExceededAllowedSender; the recipient has exceeded the receiving limits', '5.2.121', false],
  [
    '550 5.7.509 Access denied, sending domain SENDER.EXAMPLE does not pass DMARC verification and has a DMARC policy of reject',
    '5.7.509',
    false,
  ],
  [
    '550 5.7.129 RESOLVER.RST.RestrictedToRecipientsPermission; not authorized to send to the recipient',
    '5.7.129',
    false,
  ],
  ['550 5.4.14 Hop count exceeded - possible mail loop ATTR34', '5.4.14', false],
  [
    '550 5.0.350 Remote server returned an error -> 554 5.7.1 This message has been blocked because it contains a FortiGuard - AntiSpam blocking URL',
    '5.0.350',
    false,
  ],
  [
    '550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 <u@far.example>: Relay access denied',
    '5.7.367',
    false,
  ],
  ['550 5.7.64 TenantAttribution; Relay Access Denied', '5.7.64', false],
]

const hotmail = (status: string, diagnostic: string): string =>
  report(
    'postmaster@hotmail.example',
    'Delivery Status Notification (Failure)',
    `This is an automatically generated Delivery Status Notification.

Delivery to the following recipients failed.

       u@far.example`,
    [group('u@far.example', status, diagnostic)],
  )

export const exchange = [
  notice(
    'exchange 2003: unknown',
    hard,
    exchange2003(
      '    The recipient name is not recognized\n\tThe MTS-ID of the original message is: c=us;a= ;p=Far;l=MX-261103091200Z-1\n    MSEXCH:IMS:Far:HQ:MX 0 (000C05A6) Unknown Recipient',
    ),
  ),
  notice(
    'exchange 2003: account',
    hard,
    exchange2003(
      '    The e-mail account does not exist at the organization this message was sent to.  Check the e-mail address, or contact the recipient directly to find out the correct address.\n    <mx.far.example #5.1.1>',
    ),
  ),
  notice(
    'exchange 2003: address',
    hard,
    exchange2003(
      '    The e-mail address could not be found.  Perhaps the recipient moved to a different e-mail organization, or there was a mistake in the address.\n    <mx.far.example #5.1.0 smtp;550 5.1.0 unknown>',
    ),
  ),
  notice(
    'exchange 2003: full',
    soft,
    exchange2003("    The recipient's mailbox is full.\n    <mx.far.example #5.2.2>"),
  ),
  notice(
    'exchange 2003: rights',
    soft,
    exchange2003(
      '    You do not have permission to send to this recipient.  For assistance, contact your system administrator.\n    <mx.far.example #5.7.1 smtp;550 5.7.1 Unable to relay for u@far.example>',
    ),
  ),
  notice(
    'exchange 2003: loop',
    soft,
    exchange2003(
      '    A configuration error in the e-mail system caused the message to bounce between two servers or to be forwarded between two recipients.\n    <mx.far.example #5.4.6>',
    ),
  ),
  notice(
    'exchange 2003: late',
    soft,
    exchange2003(
      '    Could not deliver the message in the time limit specified.  Please retry or contact your administrator.\n    <mx.far.example #4.4.7>',
    ),
  ),
  notice('exchange 2007: unknown', hard, english('#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##')),
  notice(
    'exchange 2007: remote',
    hard,
    english('mx.far.example #<mx.far.example #5.1.1 smtp; 550 5.1.1 User unknown> #SMTP#'),
  ),
  notice(
    'exchange 2007: size',
    soft,
    english('#550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient ##'),
  ),
  notice('exchange 2007: full', soft, english('#554 5.2.2 STOREDRV.Deliver; mailbox full ##')),
  notice('exchange 2007: list', soft, english('#550 5.7.1 RESOLVER.RST.AuthRequired; authentication required ##')),
  notice(
    'exchange 2007: de',
    hard,
    exchange2007(
      'Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:\n\nu@far.example\nDie eingegebene E-Mail-Adresse konnte nicht gefunden werden.',
      'Diagnoseinformationen für Administratoren:',
      'Generierender Server',
      '#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##',
    ),
  ),
  notice(
    'exchange 2007: fr',
    hard,
    exchange2007(
      "Échec de la remise pour ces destinataires ou listes de distribution :\n\nu@far.example\nL'adresse de messagerie entrée est introuvable.",
      'Informations de diagnostic pour les administrateurs :',
      'Serveur de génération',
      '#550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found ##',
    ),
  ),
  notice(
    'exchange 2007: es, full',
    soft,
    exchange2007(
      'No se pudo entregar el mensaje a los siguientes destinatarios o listas de distribución:\n\nu@far.example\nEl buzón del destinatario está lleno.',
      'Información de diagnóstico para los administradores:',
      'Servidor de generación',
      '#554 5.2.2 mailbox full ##',
    ),
  ),
  ...ofOnline.map(([diagnostic, status, isHard]) =>
    notice(`exchange online: ${diagnostic}`, isHard ? hard : soft, online(couldNot, status, diagnostic)),
  ),
  notice(
    'exchange online: by its old directory name',
    'imceaex-_o=exchangelabs_ou=exchange+20administrative+20group_cn=recipients_cn=u@far.example hard',
    online(
      "The email address you entered couldn't be found.",
      '5.1.1',
      '550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found',
      'IMCEAEX-_O=EXCHANGELABS_OU=EXCHANGE+20ADMINISTRATIVE+20GROUP_CN=RECIPIENTS_CN=u@far.example',
    ),
  ),
  about(
    'delay',
    'exchange online: late',
    'u@far.example soft',
    online(
      "Delivery is delayed to these recipients or groups:\n\nu@far.example\n\nThis message hasn't been delivered yet. Delivery will continue to be attempted.",
      '4.4.7',
      '',
      'u@far.example',
      'delayed',
    ),
  ),
  about(
    'delivered',
    'exchange online: relayed',
    'u@far.example soft',
    online(
      'Delivery to these recipients or groups is complete, but no delivery notification was sent by the destination server:',
      '2.0.0',
      '',
      'u@far.example',
      'relayed',
    ),
  ),
  notice(
    'hotmail: unavailable',
    hard,
    hotmail('5.5.0', '550 Requested action not taken: mailbox unavailable (1234567890:3004:-2147467259)'),
  ),
  notice('hotmail: full', soft, hotmail('5.2.3', '552 Requested mail action aborted: exceeded storage allocation')),
  notice(
    'hotmail: block list',
    soft,
    hotmail(
      '5.7.1',
      "550 5.7.1 Unfortunately, messages from [198.51.100.9] weren't sent. Part of their network is on our block list (S3140)",
    ),
  ),
  notice('hotmail: no such host', hard, hotmail('5.1.2', '')),
]
