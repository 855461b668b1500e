import type { SmtpPhase } from '../../src/shared/domain/outcome.ts'

/** Verdicts in short: what the table below says. */
export type Short =
  | 'later'
  | 'offline'
  | 'credentials'
  | 'quota'
  | 'connection'
  | 'never'
  | 'gone'
  | 'sent'
  | 'unsure'
  | 'local'

/** Reply → verdict at MAIL, at RCPT, and to the message. */
export const replies: [text: string, mail: Short, rcpt: Short, dot: Short][] = [
  // the address doesn't exist
  ['550 5.1.1 The email account that you tried to reach does not exist.', 'credentials', 'gone', 'gone'],
  [
    '550 5.1.1 <x@acme.test>: Recipient address rejected: User unknown in virtual mailbox table',
    'credentials',
    'gone',
    'gone',
  ],
  ["553 5.1.2 We weren't able to find the recipient domain.", 'never', 'gone', 'gone'],
  ['501 5.1.3 Bad recipient address syntax', 'never', 'gone', 'gone'],
  ['550 5.1.6 Recipient no longer on server', 'credentials', 'gone', 'gone'],
  ['556 5.1.10 Recipient address has null MX', 'credentials', 'gone', 'gone'],
  [
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    'credentials',
    'gone',
    'gone',
  ],
  ['550 5.2.1 The email account that you tried to reach is disabled.', 'credentials', 'gone', 'gone'],
  ['550 5.4.1 Recipient address rejected: Access denied.', 'credentials', 'gone', 'gone'],
  ['550 No such user here', 'credentials', 'gone', 'gone'],
  ['550 Requested action not taken: mailbox unavailable; user unknown', 'credentials', 'gone', 'gone'],
  ["554 delivery error: dd This user doesn't have a yahoo.com account", 'credentials', 'gone', 'gone'],
  ['551 User not local; unknown recipient', 'credentials', 'gone', 'gone'],
  // refused for good, but the address may well exist
  ['550 Requested action not taken: mailbox unavailable', 'credentials', 'never', 'never'],
  ['550 5.7.1 Message rejected as spam', 'credentials', 'never', 'never'],
  [
    '550 5.7.26 Unauthenticated email from acme.test is not accepted due to DMARC policy',
    'credentials',
    'never',
    'never',
  ],
  [
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org',
    'credentials',
    'never',
    'never',
  ],
  ['552 5.2.2 The recipient mailbox is full', 'quota', 'never', 'never'],
  ['550 5.2.2 Mailbox full, quota exceeded', 'quota', 'never', 'never'],
  ['552 5.2.3 Your message exceeded size limits', 'never', 'never', 'never'],
  ['552 5.3.4 Message size exceeds fixed limit', 'never', 'never', 'never'],
  [
    '552 5.7.0 This message was blocked because its content presents a potential security issue',
    'credentials',
    'never',
    'never',
  ],
  ['554 5.6.0 Mail message is malformed. Not accepted.', 'credentials', 'never', 'never'],
  ['553 5.6.7 SMTPUTF8 is required', 'never', 'never', 'never'],
  ['554 5.4.6 Too many hops', 'credentials', 'never', 'never'],
  ['554 Transaction failed', 'credentials', 'never', 'never'],
  ['550 5.1.0 Address rejected', 'credentials', 'never', 'never'],
  ['550 5.4.4 no route outside the test machine', 'credentials', 'never', 'never'],
  ['555 5.5.2 Syntax error, goodbye.', 'never', 'never', 'never'],
  ['501 5.5.4 Syntax error in parameters', 'never', 'never', 'never'],
  ['521 5.3.2 Server does not accept mail', 'credentials', 'never', 'never'],
  // later
  ['450 4.2.0 Greylisted, try again', 'later', 'later', 'later'],
  ['450 4.2.1 The user you are trying to contact is receiving mail too quickly.', 'later', 'later', 'later'],
  ['451 4.3.0 Mail server temporarily rejected message.', 'later', 'later', 'later'],
  ['451 4.4.2 Timeout - closing connection.', 'later', 'later', 'later'],
  ['451 4.7.1 Greylisting in action, please come back later', 'later', 'later', 'later'],
  ['452 4.2.2 The email account that you tried to reach is over quota', 'quota', 'later', 'later'],
  ['452 4.3.1 Insufficient system resources', 'later', 'later', 'later'],
  ['452 4.5.3 Too many recipients', 'later', 'later', 'later'],
  ['432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded', 'later', 'later', 'later'],
  ['455 4.5.4 Server unable to accommodate parameters', 'later', 'later', 'later'],
  ['454 4.7.0 Throttling failure: Maximum sending rate exceeded.', 'later', 'later', 'later'],
  [
    "550 5.2.121 RESOLVER.RST.SendSizeLimit; Recipient's per hour message receive limit exceeded",
    'quota',
    'later',
    'later',
  ],
  ['503 5.5.1 Bad sequence of commands', 'offline', 'offline', 'offline'],
  ['421 4.4.2 Connection dropped', 'offline', 'offline', 'offline'],
  ['421 4.3.2 Service not active', 'offline', 'offline', 'offline'],
  ['421 Service not available, closing transmission channel', 'offline', 'offline', 'offline'],
  // the provider holds this sender back
  ['421 4.7.0 Try again later, closing connection.', 'connection', 'connection', 'connection'],
  ['451 4.7.500 Server busy. Please try again later from [192.0.2.1]', 'connection', 'connection', 'connection'],
  [
    '451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited',
    'connection',
    'connection',
    'connection',
  ],
  // the account's limit: never the contact's fault
  ['550 5.4.5 Daily user sending limit exceeded.', 'quota', 'quota', 'quota'],
  ['550 5.4.5 Daily SMTP relay sending limit exceeded for user.', 'quota', 'quota', 'quota'],
  ['550 5.7.1 Daily SMTP relay limit exceeded for this customer.', 'quota', 'quota', 'quota'],
  ['450 4.2.1 Peak SMTP relay limit exceeded for customer. This is a temporary error.', 'quota', 'quota', 'quota'],
  ['421 4.7.28 Our system has detected an unusual rate of mail', 'quota', 'quota', 'quota'],
  ['550 5.7.28 unusual rate of unsolicited mail originating from your IP address', 'quota', 'quota', 'quota'],
  [
    "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
    'quota',
    'quota',
    'quota',
  ],
  [
    '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException.MapiExceptionShutoffQuotaExceeded',
    'quota',
    'quota',
    'quota',
  ],
  ['550 5.7.705 Access denied, tenant has exceeded threshold', 'quota', 'quota', 'quota'],
  [
    "550 5.7.233 Your message can't be sent because your trial tenant has exceeded its daily limit",
    'quota',
    'quota',
    'quota',
  ],
  ['454 Throttling failure: Daily message quota exceeded.', 'quota', 'quota', 'quota'],
  ['452 4.3.1 You have exceeded your hourly sending limit', 'quota', 'quota', 'quota'],
  [
    '554 5.7.0 Your message could not be sent. The limit on the number of allowed outgoing messages was exceeded. Try again later.',
    'quota',
    'quota',
    'quota',
  ],
  ['550 You have sent too many messages in the last 24 hours', 'quota', 'quota', 'quota'],
  // who we are
  ['530 5.7.0 Authentication required', 'credentials', 'credentials', 'credentials'],
  ['530 5.7.57 Client not authenticated to send mail.', 'credentials', 'credentials', 'credentials'],
  ['535 5.7.3 Authentication unsuccessful', 'credentials', 'credentials', 'credentials'],
  [
    '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
    'credentials',
    'credentials',
    'credentials',
  ],
  [
    '554 5.2.252 SendAsDenied; alice@acme.test not allowed to send as bob@acme.test',
    'credentials',
    'credentials',
    'credentials',
  ],
  [
    '553 5.7.1 <bob@acme.test>: Sender address rejected: not owned by user alice@acme.test',
    'credentials',
    'credentials',
    'credentials',
  ],
  ['550 5.1.8 Access denied, bad outbound sender', 'credentials', 'credentials', 'credentials'],
  ['501 5.1.7 Bad sender address syntax', 'credentials', 'credentials', 'credentials'],
  ['550 5.7.501 Access denied, spam abuse detected', 'credentials', 'credentials', 'credentials'],
  ['554 Message rejected: Email address is not verified.', 'credentials', 'credentials', 'credentials'],
]

export const beforeMail: [SmtpPhase, string, Short][] = [
  ['greeting', '554 5.7.1 No SMTP service here', 'connection'],
  ['greeting', '421 4.3.2 Service not available', 'offline'],
  ['greeting', '450 4.3.2 busy', 'offline'],
  ['ehlo', '550 5.7.1 bad name', 'connection'],
  ['ehlo', '421 4.7.0 Try again later', 'offline'],
  ['starttls', '502 5.5.1 not supported', 'connection'],
  ['starttls', '454 4.7.0 TLS not available due to temporary reason', 'offline'],
  ['auth', '535 5.7.8 Username and Password not accepted', 'credentials'],
  [
    'auth',
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant',
    'credentials',
  ],
  ['auth', '534 5.7.9 Application-specific password required', 'credentials'],
  ['auth', '534 5.7.14 Please log in via your web browser', 'credentials'],
  ['auth', '538 5.7.11 Encryption required', 'credentials'],
  ['auth', '550 5.7.30 Basic authentication is not supported for Client Submission.', 'credentials'],
  ['auth', '432 4.7.12 A password transition is needed', 'credentials'],
  ['auth', '500 5.5.6 Authentication exchange line is too long', 'credentials'],
  ['auth', '454 4.7.0 Temporary authentication failure', 'offline'],
  ['auth', '454 4.7.0 Too many login attempts, please try again later.', 'connection'],
  ['auth', '421 4.7.0 closing', 'offline'],
  ['auth', '550 5.4.5 Daily user sending limit exceeded', 'quota'],
]
