/** What the desktop says outside its page: tray, menus, dialogs and notifications. The page has words of its own. */
import type { UpdateShown } from '../../../shared/contract/shell.ts'
import { instantFrom } from '../../../shared/domain/time.ts'
import { momentText } from '../../../shared/domain/time-text.ts'

const numbers = new Intl.NumberFormat('en')
const plural = new Intl.PluralRules('en')

/** "1 email", "2,480 emails". */
export const emails = (count: number): string =>
  `${numbers.format(count)} ${plural.select(count) === 'one' ? 'email' : 'emails'}`

/** "Mon 17:00, Europe/Paris". */
export const moment = (at: number, now: number, zone: string): string => `${momentText(at, now, zone)}, ${zone}`

export const words = {
  name: 'Cadenza',
  tray: {
    next: (at: number, now: number, zone: string) => `Next email: ${moment(at, now, zone)}`,
    nothing: 'Nothing is planned',
    paused: 'Everything is paused',
    stopped: 'Sending is stopped',
    held: 'Nothing is sent: see why in Cadenza',
    takingIn: 'A workspace file is being taken in',
    disk: 'The disk refuses to write: nothing is sent',
    hosts: 'Sender hosts can’t be reached…',
    sent: (count: number, sandbox: number) =>
      `${emails(count)} sent today${sandbox > 0 ? `, ${numbers.format(sandbox)} to the sandbox` : ''}`,
    unsure: (count: number) => `${emails(count)} ${plural.select(count) === 'one' ? 'needs' : 'need'} your decision…`,
    open: 'Open Cadenza',
    pause: 'Pause all',
    resume: 'Resume',
    stop: 'Stop sending now',
    quit: 'Quit Cadenza…',
  },
  menu: {
    about: 'About Cadenza',
    settings: 'Settings…',
    update: 'Check for updates…',
    file: 'File',
    edit: 'Edit',
    view: 'View',
    send: 'Sending',
    window: 'Window',
    help: 'Help',
    close: 'Close window',
    quit: 'Quit Cadenza…',
    folder: 'Show the data folder',
    screens: {
      today: 'Today',
      sequences: 'Sequences',
      calendar: 'Calendar',
      outbox: 'Outbox',
      contacts: 'Contacts',
      mailboxes: 'Mailboxes',
    },
  },
  removed: {
    title: 'Cadenza’s data is gone from this computer',
    more: (folder: string, left: boolean) =>
      `Database, backups, log and the entries in the keychain were removed${left ? `; in ${folder} only what is yours was left` : ', and the data folder with them'}. What you exported and the Sent folders of your mailboxes stay.`,
    failed: 'Not everything could be removed',
    end: 'Close',
  },
  hidden: {
    title: 'Cadenza goes on sending',
    body: 'The window is closed, the schedule is kept. Cadenza is in the tray; Quit is there too.',
  },
  quit: {
    title: 'Quit Cadenza?',
    later: (when: string) => `The next email is due ${when}; it waits until Cadenza runs again.`,
    due: (count: number, capped: boolean, until: string) =>
      `${capped ? 'More than ' : ''}${emails(count)} ${count === 1 && !capped ? 'is' : 'are'} due before ${until}; ${count === 1 && !capped ? 'it waits' : 'they wait'} until Cadenza runs again.`,
    window: 'Close the window instead to keep sending.',
    yes: 'Quit',
    no: 'Keep sending',
  },
  trouble: {
    title: 'Cadenza can’t start',
    synced: (folder: string, by: string) =>
      `The data folder ${folder} is kept in step with other computers by ${by}. Copying a database while it is written damages it, and two computers would send the same emails.`,
    syncedNext: `Move the folder out of there, or start Cadenza with another one: --data FOLDER, or the variable CADENZA_DATA.`,
    bug: 'This is a fault of Cadenza. Its log has the rest:',
    crashed: 'Cadenza has to stop',
    whole: 'Nothing that was sent or planned is lost: the next start goes on from there. Nobody else was told of this.',
    quit: 'Quit',
  },
  page: {
    crashed: 'The window stopped working',
    goesOn: 'Sending goes on. Open the window again?',
    again: 'Open again',
    later: 'Not now',
  },
  files: {
    contacts: 'Contact list',
    sequence: 'Sequence',
    csv: 'CSV file',
    json: 'JSON file',
    text: 'Text file',
    workspace: 'Cadenza workspace file',
    pdf: 'PDF document',
    xlsx: 'Excel workbook',
    png: 'PNG picture',
    svg: 'SVG picture',
    grant: 'Leave for a sender host',
    all: 'All files',
  },
  login: {
    unpacked: 'Only an installed Cadenza can be started when you sign in.',
  },
  update: {
    off: 'This copy of Cadenza has no place to look for updates.',
    says: ({ state, version, words: said }: UpdateShown): string =>
      said ??
      {
        off: '',
        idle: 'Nothing was looked for yet.',
        checking: 'Looking for a new version…',
        current: 'This is the newest version.',
        loading: `Version ${version} is being loaded.`,
        ready: `Version ${version} is ready. It takes over when you quit.`,
        failed: 'Looking for a new version failed.',
      }[state],
  },
} as const

/** "tomorrow 09:00": when the next day's sending begins, and how people say it. `now`: ms since the epoch. */
export function untilTomorrow(tomorrow: number, hour: number, zone: string): { at: number; text: string } {
  return { at: instantFrom(zone, tomorrow, hour), text: `tomorrow ${String(hour).padStart(2, '0')}:00` }
}
