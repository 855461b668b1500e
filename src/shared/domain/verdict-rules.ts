import type { NotSentReason, SmtpPhase } from './outcome.ts'

/** The rules behind `verdictOf`, as a table: what providers' replies mean. First match wins. */

/** `because` says which rule spoke, in words for the reason chain. */
export type Verdict =
  | { next: 'sent'; because: string }
  /** Try this email again later. `connection` and `local` say nothing about the message, `server` does. */
  | { next: 'later'; cause: 'server' | 'connection' | 'local'; because: string }
  /** The account's trouble, not the contact's: the email waits. `credentials` means that a person must look. */
  | { next: 'account'; trouble: AccountTrouble; because: string }
  /** Refused for good. `suppress`: the server says that the address doesn't exist. */
  | { next: 'never'; suppress: boolean; because: string }
  | { next: 'unsure'; because: string }

export type AccountTrouble = 'credentials' | 'quota' | 'connection'

export function later(cause: 'server' | 'connection' | 'local', because: string): Verdict {
  return { next: 'later', cause, because }
}
export function account(trouble: AccountTrouble, because: string): Verdict {
  return { next: 'account', trouble, because }
}
export function never(because: string, suppress = false): Verdict {
  return { next: 'never', suppress, because }
}

export const notSent: Record<NotSentReason, Verdict> = {
  commit_failed: later('local', 'the send could not be recorded on disk, so nothing was handed over'),
  window_closed: later('local', 'its sending window closed before the server was ready for it'),
  called_back: later('local', 'it was called back before anything of its text left'),
  closed: later('local', 'the connection was being closed'),
  insecure: account('credentials', 'the password would have travelled unprotected'),
  signed_out: account('credentials', 'the sign-in is no longer valid'),
  no_token: later('connection', 'no access to the mailbox could be had just now'),
  too_large: never('the message is larger than the server takes'),
  bad_envelope: never('an address that cannot be written in SMTP'),
  needs_smtputf8: never('the server cannot take addresses outside ASCII'),
}

export interface Rule {
  /** Which replies: phases (none = all from MAIL on), codes, enhanced codes without the class ("1.1"), words. */
  phases?: SmtpPhase[]
  codes?: number[]
  class?: 4 | 5
  subjects?: string[]
  words?: RegExp
  verdict: Verdict
}

const everywhere: SmtpPhase[] = [
  'connect',
  'greeting',
  'ehlo',
  'starttls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'body',
  'dot',
]
const overLimit = account('quota', 'the account has reached a sending limit of its provider')
const badLogin = account('credentials', 'the server does not accept the user name or password')
const senderRefused = account('credentials', 'the server does not let this account send from this address')
/** Begins the reason of every email whose address the server doesn't know. */
export const nobodyThere = 'the address does not exist'
const gone = never(nobodyThere, true)

export const rules: Rule[] = [
  // --- limits that are not the account's: pace and the recipient's own, which the provider asks to try again later
  // Exchange Online 432 4.3.2 "sender thread limit exceeded"; 5.2.121 and 5.2.122 "recipient … receive limit exceeded".
  { codes: [432], words: /thread limit/i, verdict: later('server', 'too many connections at once') },
  {
    phases: ['rcpt', 'data', 'dot'],
    class: 5,
    subjects: ['2.121', '2.122'],
    verdict: later('server', 'the recipient gets too much mail this hour'),
  },
  // Before a recipient was named, a full mailbox is the sender's own (Google blocks sending from a full account).
  { phases: ['mail'], subjects: ['2.2'], verdict: account('quota', "the account's own mailbox is full") },

  // --- the account's sending limit, whatever the code and phase
  // Gmail 550 5.4.5 "Daily user sending limit exceeded", 5.7.28 / 4.7.28 "unusual rate of mail"
  // (support.google.com/a/answer/3726730). Exchange Online 5.1.90, 5.7.232, 5.7.233, 5.7.705
  // (learn.microsoft.com, "non-delivery reports in Exchange Online").
  { phases: everywhere, subjects: ['1.90', '7.28', '7.232', '7.233', '7.705'], verdict: overLimit },
  {
    phases: everywhere,
    subjects: ['4.5'],
    words: /(limit|quota).*exceeded|exceeded.*(limit|quota)/is,
    verdict: overLimit,
  },
  // Exchange Online 554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException.
  { phases: everywhere, words: /SubmissionQuotaExceeded|SendLimitExceeded/i, verdict: overLimit },
  // Amazon SES 454 "Throttling failure: Daily message quota exceeded"; "Maximum sending rate exceeded" is only pace.
  {
    phases: everywhere,
    words: /Maximum sending rate exceeded/i,
    verdict: later('server', 'sent faster than the provider allows'),
  },
  {
    phases: everywhere,
    words:
      /(daily|hourly|24.hour|per (day|hour)|outbound|relay(ing)?|sending|submission|outgoing)[ \w-]{0,24}(limit|quota|rate)\b[^\n]{0,40}(exceed|reach|hit)/i,
    verdict: overLimit,
  },
  {
    phases: everywhere,
    words:
      /(exceed|reach)\w*[^\n]{0,30}\b(daily|hourly|outbound|relay|sending|submission|outgoing|recipients? per (day|hour))[ \w-]{0,24}(limit|quota|rate|\b)/i,
    verdict: overLimit,
  },
  {
    phases: everywhere,
    words:
      /limit on the number of (allowed )?outgoing|sent too many (messages|e-?mails)|too many (messages|e-?mails) (sent|from (this|your))/i,
    verdict: overLimit,
  },

  // --- before the first MAIL: nothing here says anything about the message
  { phases: ['auth'], codes: [421], verdict: later('connection', 'the server closed the connection') },
  // Gmail 454 4.7.0 "Too many login attempts": knocking on makes it worse.
  {
    phases: ['auth'],
    words: /too many (failed )?(log.?in|auth)/i,
    verdict: account('connection', 'too many sign-ins'),
  },
  // RFC 4954 §6: 432 4.7.12 a password transition is needed.
  { phases: ['auth'], codes: [432], verdict: badLogin },
  { phases: ['auth'], class: 4, verdict: later('connection', 'the server cannot check passwords at the moment') },
  { phases: ['auth'], class: 5, verdict: badLogin },
  { phases: ['starttls'], class: 5, verdict: account('connection', 'the server does not offer STARTTLS') },
  {
    phases: ['connect', 'greeting', 'ehlo'],
    class: 5,
    verdict: account('connection', 'the server does not want to talk'),
  },
  { phases: ['connect', 'greeting', 'ehlo', 'starttls'], verdict: later('connection', 'the server is not ready') },

  // --- sign-in asked for later on. RFC 4954: 530 5.7.0, 535 5.7.8, 534 5.7.9, 538 5.7.11.
  // Exchange Online 530 5.7.57 "Client not authenticated"; 5.7.3 and 5.7.139 in the same family, and 550 5.7.30 "Basic
  // authentication is not supported for Client Submission".
  { codes: [530, 534, 535, 538], verdict: badLogin },
  {
    class: 5,
    subjects: ['7.3', '7.8', '7.9', '7.11', '7.14', '7.30', '7.57', '7.139'],
    words: /auth|log.?in|password|client/i,
    verdict: badLogin,
  },

  // --- the sender
  // Exchange Online 5.2.252 and 5.7.60 SendAsDenied, 5.1.8 and 5.7.501–503 blocked for spam; RFC 3463 x.1.7, x.1.8.
  {
    class: 5,
    subjects: ['1.7', '1.8', '2.252', '7.60', '7.501', '7.502', '7.503', '7.708', '7.750'],
    verdict: senderRefused,
  },
  {
    class: 5,
    words: /SendAsDenied|not owned by user|sender address rejected|not allowed to send (as|from)/i,
    verdict: senderRefused,
  },
  // Amazon SES 554 "Message rejected: Email address is not verified".
  {
    class: 5,
    words: /(email address|identit(y|ies)|domain) (is|are) not verified|failed the check in region/i,
    verdict: senderRefused,
  },

  // --- size, content, protocol: RFC 3463 x.3.4 and x.2.3, RFC 1870 552
  { class: 5, subjects: ['3.4', '2.3'], verdict: never('the message is larger than the server takes') },
  {
    phases: ['mail'],
    codes: [552],
    words: /^\d{3}[ -](?!\d\.\d)/,
    verdict: never('the message is larger than the server takes'),
  },
  { class: 5, subjects: ['6.7'], verdict: never('the server cannot take addresses outside ASCII') },
  { codes: [503], verdict: later('connection', 'the conversation with the server went out of step') },
  {
    phases: ['mail'],
    codes: [500, 501, 502, 504, 553, 555],
    verdict: never('the server cannot read the sender address'),
  },
  // Before a recipient was named, a refusal can only be about the sender: stop the account, not the list.
  { phases: ['mail'], class: 5, verdict: senderRefused },

  // --- the recipient doesn't exist
  // RFC 3463 x.1.1, x.1.2, x.1.3, x.1.6, x.2.1 (disabled for good); x.1.10 null MX and Exchange "recipient not found".
  { phases: ['rcpt', 'data', 'dot'], class: 5, subjects: ['1.1', '1.2', '1.3', '1.6', '1.10', '2.1'], verdict: gone },
  // Exchange Online 550 5.4.1 "Recipient address rejected: Access denied": no such recipient in that domain.
  { phases: ['rcpt', 'dot'], class: 5, subjects: ['4.1'], words: /recipient address rejected/i, verdict: gone },
  // RFC 5321 §4.2.3: a bare 550 also stands for "policy", so only words that say so suppress.
  {
    phases: ['rcpt', 'dot'],
    codes: [550, 551, 553, 554],
    words:
      /(user|recipient|mailbox|address|account)[^\n]{0,40}(unknown|does ?n[o']t exist|not exist|not found|no longer (exists|available))|no such (user|recipient|mailbox|person|domain|account|address)|(unknown|invalid|nonexistent|non-existent) (user|recipient|mailbox|local.part|account)|doesn'?t have an? \S+ account/i,
    verdict: gone,
  },
  { class: 5, subjects: ['2.2'], verdict: never("the recipient's mailbox is full") },

  // --- the server goes away or slows down. Gmail 421 4.7.0 means this sender. Exchange Online's 4.7.500 to 4.7.699 (451
  // "Server busy", "temporarily rate limited") mean the address we come from, whoever is written to: only who hands mail
  // to it directly sees them, for behind a provider's own server its queue does. So the account rests, and no email's
  // tries are used up.
  { codes: [421], subjects: ['7.0'], verdict: account('connection', 'the server is holding this sender back') },
  {
    class: 4,
    words: /^\d{3}[ -]4\.7\.[56]\d\d\b/,
    verdict: account('connection', 'the server is holding this sender back'),
  },
  { codes: [421], verdict: later('connection', 'the server closed the connection') },
]
