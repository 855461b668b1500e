/** The words of one mailbox's page. */
import { count, many, word } from './format.ts'

const spans: Record<string, string> = {
  second: 'in the last second',
  minute: 'in the last minute',
  hour: 'in the last hour',
  day: 'in the last 24 hours',
  week: 'in the last 7 days',
  utc_day: 'today (UTC)',
}

export const mailbox = {
  back: 'Mailboxes',
  failed: 'The mailbox',
  gone: 'There is no such mailbox any more.',
  open: (address: string) => `Open ${address}`,
  sending: {
    title: 'Sending',
    lead: 'Where its mail leaves.',
    server: 'Server',
    user: 'User name',
    nobody: 'without signing in',
    name: 'Name readers see',
    replies: 'Answers go to',
    itself: 'this address',
    next: 'Next email',
    planned: 'Planned',
    password: 'Password',
    none: 'none',
  },
  theirs: (owner: string | null) =>
    owner === null
      ? 'It belongs to the whole team: only admins change it.'
      : `It belongs to ${owner}: only they, or an admin, change it.`,
  unread: {
    title: (since: string | null) => (since ? `It could not be read since ${since}.` : 'It can’t be read.'),
    waits: (n: number) =>
      n === 0
        ? 'Emails will wait until it is known again who has answered; Cadenza tries by itself.'
        : `${many(n, 'email')} ${word(n, 'waits', 'wait')} until it is known again who has answered; Cadenza tries by itself.`,
    policy: 'Let them leave all the same',
    open: 'Open the mailbox',
  },
  reading: {
    title: 'Reading',
    lead: 'Cadenza sees what comes back to this mailbox, so that a reply ends a sequence, and counts what leaves it from elsewhere, because the server counts it too. Of mail that concerns neither it reads the head alone, and keeps nothing.',
    off: 'Not set up: no reply, bounce or opt-out is seen here, and mail that you send from elsewhere does not count in the limits.',
    setUp: 'Set up reading…',
    change: 'Change reading…',
    server: 'Server',
    user: 'User name',
    same: 'as for sending',
    sameAsSending: 'the one for sending',
    signedIn: 'not needed: signed in through the browser',
    passwordNew:
      'It is kept safely on this computer. The one for sending is never used for a server it was not given for.',
    passwordKept: 'Left empty, the one that serves now stays.',
    dialog: (address: string) => `Reading ${address}`,
    folderMore: 'Where sent mail is kept. Left empty, the one that the server marks.',
    stop: 'Stop reading',
    password: 'Password',
    folder: 'Sent folder',
    itself: 'found by itself',
    folders: 'Further folders to watch',
    foldersMore:
      'For mail that a rule moves out of the inbox. As the server calls them, one by one; the test says when one isn’t there.',
    noFolders: 'none',
    copies: 'Copies in Sent',
    copiesMore: 'Where the server files what it sends, a second copy is never made.',
    copiesBy: {
      auto: 'Cadenza, if the server does not',
      always: 'Always Cadenza',
      never: 'Not Cadenza',
    },
    files: (who: 'server' | 'client' | 'unknown', waiting: number) =>
      `${{ server: 'the server files them', client: 'Cadenza files them', unknown: 'being learned from the first emails' }[who]}${waiting > 0 ? `, ${count(waiting)} waiting` : ''}`,
    filesNone: 'not filed by Cadenza',
    notFiled: (waiting: number, gone: number) =>
      gone > 0
        ? `${count(waiting)} copies can't be filed, ${count(gone)} were given up.`
        : `${count(waiting)} copies can't be filed.`,
    notFiledMore: 'The emails themselves were sent. Filing is tried again for some days.',
    read: 'Last counted',
    watched: 'Watched',
    ways: { idle: 'its server tells', poll: 'asked every few minutes' },
    folderName: (folder: string) => (folder === 'INBOX' ? 'Inbox' : folder),
    lastRead: (moment: string) => `read ${moment}`,
    notRead: 'not read yet',
    inboxTrouble: (folder: string) => `${folder} could not be read.`,
    inboxStays: (moment: string | null) =>
      moment === null
        ? 'What came back is not known, so emails wait unless the policy says otherwise.'
        : `What came back after ${moment} is not known, so emails wait unless the policy says otherwise.`,
    folderStays: 'What comes into it is not seen until it can be. Emails leave all the same.',
    cameBack: 'What came back',
    never: 'not yet',
    outside: 'Counted outside Cadenza',
    windows: (parts: readonly string[]) => parts.join(', '),
    window: (n: number, unit: string) => `${count(n)} ${spans[unit] ?? unit}`,
    trouble: 'The Sent folder could not be counted.',
    stays: 'What was counted before goes on counting.',
  },
  test: {
    sending: 'Sending:',
    reading: 'Reading:',
    folder: (name: string) => `What was sent is in the folder “${name}”.`,
  },
  outside: (n: number) => `${count(n)} of these sent outside Cadenza`,
} as const
