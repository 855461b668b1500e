import { count, many, word } from './format.ts'

export const safety = {
  banner: {
    title: 'Nothing is sent.',
    held: (held: number) =>
      held === 0
        ? 'Nothing is planned that this computer sends.'
        : `${many(held, 'email')} ${word(held, 'waits', 'wait')}.`,
    open: 'See why, and go on',
  },
  lead: 'Cadenza sends only from the newest copy of your data, so that nobody is written to twice.',
  failed: 'Whether this copy may send',
  normal: 'This copy of your data is the newest, and sends.',
  unguarded:
    'There is no keychain here that could tell an older copy of your data. Your Sent folders can: see the manual.',
  held: (held: number, doubtful: number) =>
    held === 0
      ? 'Nothing is planned that this computer sends.'
      : doubtful > 0
        ? `${many(held, 'planned email')} ${word(held, 'waits', 'wait')}, of which ${count(doubtful)} may have left already.`
        : `${many(held, 'planned email')} ${word(held, 'waits', 'wait')}.`,
  elsewhere: (n: number, held: number) =>
    `${many(n, held > 0 ? 'more email' : 'email')} ${word(n, 'is', 'are')} sent by other computers, as far as this copy knows: they are not held by this.`,
  compare: 'Compare with the Sent folders',
  compareAgain: 'Compare again',
  compared: (at: string) => `Compared ${at}`,
  table: 'What the Sent folders show',
  columns: { account: 'Mailbox', outcome: 'What was seen', found: 'Left already', unknown: 'Not known here' },
  nobody: 'No mailbox of this computer has a real server: there is nothing to compare.',
  lift: 'Let this copy send',
  clock: {
    verb: 'The clock is right',
    title: 'Is the clock of this computer right now?',
    body: 'What is planned goes on at its time by this clock.',
  },
  asksOther:
    'Is the other copy of your data still in use? If not, compare, and let this one take its place. If it is, keep both: this one becomes a computer of its own.',
  liftOther: 'The other is gone: let this copy send',
  gone: {
    title: 'Does the other copy send no more?',
    body: 'This one takes its place. If the other still sends, people get the same email twice: close Cadenza there for good, or keep both.',
    verb: 'It is gone: let this copy send',
  },
  own: {
    verb: 'Keep both',
    title: 'Make this a computer of its own?',
    body: 'The other copy goes on sending from your mailboxes, and this one sends from none of them. To work on both, invite this computer on the other one, in Settings › Team, and join here. If the other is given up later, take its mailboxes over here, one by one.',
    done: 'This is a computer of its own now',
    kept: {
      alone:
        'This is a computer of its own: its mailboxes are sent from the other one. Where that one is given up, take a mailbox over on its page. To work on both, invite this computer on the other one, in Settings › Team, and join here.',
      team: 'This is a computer of its own: its mailboxes are sent from the other one, and the team doesn’t know it yet. Have an admin invite it, in Settings › Team, and join here.',
    },
  },
  liftTitle: 'Let this copy send from now on?',
  liftBody: (doubtful: number, open: string[], asksOther: boolean) =>
    [
      ...open,
      doubtful > 0
        ? `What was due by then and could not be proved unsent stays held, one by one, in the Outbox.`
        : 'What is planned goes on at its time.',
      asksOther ? '' : 'Any other copy of this data must not send any more.',
    ]
      .filter(Boolean)
      .join(' '),
  lifted: 'This copy sends again',
} as const

export const backups = {
  lead: 'A copy of all data but the passwords, made and checked each day: seven of days and four of weeks are kept.',
  failed: 'The backups',
  table: 'Backups, the newest first',
  columns: { made: 'Made', kind: 'Kind', size: 'Size', acts: 'What can be done' },
  kinds: {
    automatic: 'Daily',
    by_hand: 'By hand',
    before_migration: 'Before an update',
    before_restore: 'Before a backup was put back',
  },
  none: 'No backup yet',
  noneMore: 'The first is made a minute after Cadenza has started.',
  folder: 'They lie in',
  create: 'Back up now',
  created: 'The backup is made and checked',
  restore: 'Restore…',
  restoreName: (made: string) => `Restore the backup of ${made}`,
  restoreTitle: (made: string) => `Go back to ${made}?`,
  restoreBody:
    'Everything since then is set aside as a backup of its own. Cadenza starts anew, and sends nothing until you have compared with your Sent folders.',
  restoreVerb: 'Restore',
  restarting: 'Cadenza starts anew',
  closed: 'To put one back, close Cadenza and use the command line: cadenza restore.',
} as const
