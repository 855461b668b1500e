/** The words of contacts and of the suppression list. */
import { companies } from './companies.ts'
import { count, list, many, nth, word } from './format.ts'

type State = 'active' | 'suppressed' | 'never'
const people = (n: number) => many(n, 'contact')
const emails = (n: number) => many(n, 'email')
const atLeast = (n: number, more: boolean) => (more ? `${count(n)}+` : count(n))

const ended: Record<string, string> = {
  finished: 'Finished since',
  stopped: 'Stopped since',
  replied: 'Replied since',
  bounced: 'Bounced since',
  unsubscribed: 'Opted out since',
  failed: 'Failed since',
}

export const contacts = {
  title: 'Contacts',
  lead: (n: number) =>
    n === 0 ? 'The people you write to.' : `${people(n)}. Cadenza writes to nobody who is not in a sequence.`,
  tabs: { label: 'Show', people: 'Contacts', companies: companies.tab, suppressions: 'Suppression list' },
  import: 'Import…',
  add: 'Add contact…',
  search: 'Name, company or address',
  label: 'Contacts',
  row: (name: string, address: string) => (name === address ? address : `${name}, ${address}`),
  columns: {
    name: 'Name',
    address: 'Address',
    company: 'Company',
    tags: 'Tags',
    owner: 'Owner',
    sequence: 'Sequence',
    last: 'Last email',
    added: 'Added',
    zone: 'Time zone',
  },
  next: (at: string) => `next ${at}`,
  noNext: 'no email planned',
  never: 'Never',
  sandbox: 'sandbox',
  failed: 'The contacts',
  found: (n: number, more: boolean) => `${atLeast(n, more)} ${word(n, 'contact fits', 'contacts fit')}.`,
  empty: {
    title: 'Nobody is here yet.',
    more: 'Import a list as CSV, or add people one by one. Nothing is sent to anybody by that.',
    action: 'Import a list…',
  },
  none: { title: 'No contact is like that.', action: 'Clear search and filters' },

  filter: {
    open: 'Filter',
    active: (n: number) => `Filter · ${count(n)}`,
    title: 'Filter contacts',
    any: 'Any',
    nobody: 'Nobody',
    tag: 'Tag',
    owner: 'Owner',
    sequence: 'Sequence',
    state: 'State',
    states: {
      active: 'In a sequence now',
      suppressed: 'On the suppression list',
      never: 'Never written to',
    } satisfies Record<State, string>,
    counted: (name: string, n: number, more: boolean) => `${name} · ${atLeast(n, more)}`,
    remove: (what: string) => `Remove the filter ${what}`,
  },

  bulk: {
    tag: 'Tag…',
    assign: 'Owner…',
    suppress: 'Suppress…',
    /** @param n undefined: it is not counted to its end yet */
    whom: (n: number | undefined, out: number) =>
      n !== undefined ? people(n) : out === 0 ? 'all that fit' : `all that fit but ${count(out)}`,
    progress: (done: number, total: number) => `${count(done)} of ${count(total)}`,
    stop: 'Stop',
    undo: 'Undo',
    stopped: (n: number) => `Stopped. ${people(n)} had been changed by then.`,
  },
  tag: {
    title: (whom: string) => `Tag ${whom}`,
    add: 'Add',
    addMore: 'Pick a tag, or type a new one and press Enter.',
    remove: 'Remove',
    verb: 'Change tags',
    did: (n: number) => `${people(n)} tagged`,
    none: 'They had these tags already',
  },
  assign: {
    title: (whom: string) => `Give ${whom} to an owner`,
    more: 'The owner is who writes when a sequence goes out by contact owners. Planned emails keep their sender.',
    owner: 'Owner',
    nobody: 'Nobody',
    verb: 'Change owner',
    did: (n: number, owner: string | null) =>
      owner === null ? `${people(n)} ${word(n, 'has', 'have')} no owner now` : `${people(n)} given to ${owner}`,
    none: 'They had this owner already',
  },
  suppress: {
    title: (whom: string) => `Write no more to ${whom}`,
    looking: 'Looking what is planned for them…',
    some: (n: number) =>
      `${people(n)} ${word(n, 'goes', 'go')} on the suppression list. No sequence writes to them again.`,
    already: (n: number) => `${people(n)} ${word(n, 'is', 'are')} on it already.`,
    emails: (n: number, sequences: readonly string[]) =>
      n === 0
        ? 'Nothing is planned for them.'
        : `${emails(n)} planned in ${list(sequences)} ${word(n, 'is', 'are')} withdrawn at once. That can’t be undone.`,
    sending: (n: number) => `${emails(n)} ${word(n, 'is', 'are')} being handed over just now and can’t be called back.`,
    reason: 'Reason',
    reasonMore: 'Everybody who looks at the contact reads it.',
    usual: 'asked not to be written to',
    verb: 'Suppress',
    did: (n: number) => `${people(n)} suppressed`,
    withdrawn: (n: number) => `${emails(n)} withdrawn.`,
    none: 'They were on the list already',
    undone: (n: number) => `${people(n)} taken off the list`,
    undoneMore: 'What was withdrawn stays withdrawn.',
  },
  addition: {
    title: 'Add a contact',
    address: 'Email address',
    first: 'First name',
    last: 'Last name',
    company: 'Company',
    owner: 'Owner',
    nobody: 'Nobody',
    tags: 'Tags',
    verb: 'Add contact',
    did: (who: string) => `${who} added`,
    open: 'Open',
  },

  list: {
    lead: 'Addresses and domains that no sequence writes to.',
    search: 'Address or domain',
    label: 'Suppressed addresses and domains',
    add: 'Suppress…',
    columns: { value: 'Address or domain', reason: 'Reason', source: 'Put there', added: 'Since' },
    kind: { address: 'Address', domain: 'Whole domain' },
    source: {
      hand: 'by hand',
      server: 'by a server’s refusal',
      import: 'from a file',
      bounce: 'it bounced',
      complaint: 'by a complaint',
      opt_out: 'by opting out',
      erased: 'erased',
    } as Record<string, string>,
    erased: 'An erased contact',
    export: 'Export',
    exported: 'suppression-list.csv',
    import: {
      open: 'Import…',
      title: 'Suppress everybody in a file',
      lead: 'CSV with an address or a domain in each row. A column called reason is kept.',
      choose: 'Choose a file',
      reading: 'Reading…',
      added: (n: number) => `${count(n)} new`,
      known: (n: number) => `${count(n)} on the list already`,
      refused: (n: number) => `${count(n)} refused`,
      withdraws: (mails: number, n: number) =>
        mails === 0
          ? 'Nothing is planned for them.'
          : `${emails(mails)} to ${people(n)} ${word(mails, 'is', 'are')} withdrawn at once. That can’t be undone.`,
      line: 'Line',
      value: 'Value',
      why: 'Why',
      download: 'Download refused rows',
      downloaded: 'refused-rows.csv',
      verb: (n: number) => `Suppress ${count(n)}`,
      did: (n: number) => `${count(n)} put on the suppression list`,
    },
    remove: 'Take off the list',
    stays: 'stays',
    removing: (value: string) => `Take ${value} off the list`,
    removeMore: 'Sequences may write to it again. What was withdrawn stays withdrawn.',
    removed: (value: string) => `${value} taken off the list`,
    failed: 'The suppression list',
    empty: 'Nobody is on the suppression list.',
    emptyMore: 'Opt-outs, complaints and addresses that a server refused come here by themselves, and stay.',
    none: 'Nothing on the list begins like that.',
    dialog: {
      title: 'Write no more to',
      value: 'Address or domain',
      valueMore: 'anna@example.com, or example.com for everybody there',
      look: 'Look what it withdraws',
      contacts: (n: number, mails: number) =>
        n === 0
          ? 'Nothing is planned for it.'
          : `${emails(mails)} to ${people(n)} ${word(mails, 'is', 'are')} withdrawn at once. That can’t be undone.`,
      there: (reason: string) => `It is on the list already: ${reason}.`,
      did: (value: string) => `${value} suppressed`,
    },
  },

  page: {
    back: 'Contacts',
    failed: 'The contact',
    suppress: 'Suppress…',
    suppressed: (reason: string, source: string) =>
      `No sequence writes to this person: ${reason} (${source === 'hand' ? 'put on the list by hand' : 'it came from outside and stays'}).`,
    byDomain: (domain: string) => `The whole domain ${domain} is on the suppression list.`,
    toList: 'Suppression list',
    in: (sequence: string) => `In ${sequence}`,
    nothing: 'In no sequence',
    pause: 'Pause',
    resume: 'Resume',
    stop: 'Stop…',
    stopTitle: (sequence: string) => `Stop ${sequence} for this contact`,
    stopMore: 'What is planned in it is withdrawn at once. That can’t be undone; a new engagement begins anew.',
    stopVerb: 'Stop the sequence',
    stopped: 'Stopped for this contact',
    paused: 'Paused for this contact',
    resumed: 'Goes on for this contact',
    history: 'History',
    historyLabel: 'Everything planned and done, newest first',
    ahead: 'Ahead',
    sofar: 'So far',
    more: 'Older emails are in the outbox.',
    details: 'Details',
    fields: 'Own fields',
    field: 'Field',
    value: 'Value',
    addField: 'Add a field',
    fieldMore: 'small letters, digits and _',
    removeField: (name: string) => `Remove the field ${name}`,
    zone: 'Time zone',
    zoneNone: 'The sender’s',
    zoneKnown: (zone: string, reason: string, confidence: 'sure' | 'likely' | 'guess') =>
      `${{ sure: 'Certainly', likely: 'Likely', guess: 'Perhaps' }[confidence]} ${zone}: ${reason}.`,
    zoneCounts: 'It counts where a sequence goes by the contact’s zone.',
    zoneCountsNot: 'Too uncertain to send by: the sender’s zone counts.',
    zoneTake: 'Use it',
    others: 'Other addresses',
    unfit: (label: string, type: string) =>
      `${label} is a ${type} now. What stands here came before that, and stays until you change it.`,
    types: { text: 'text', number: 'number', date: 'date', url: 'web address', choice: 'choice' },
    save: 'Save',
    putBack: 'Put back',
    saved: 'Saved',
    stale: 'Somebody changed this contact while you were writing.',
    staleMore: 'Yours is not saved yet. Keeping it writes only what you changed.',
    look: 'Take theirs',
    keep: 'Keep mine',
    added: (when: string, file: string | null) =>
      file === null ? `Added by hand ${when}` : `Came with ${file} ${when}`,
  },
  event: {
    added(file: string | null, by: string | null) {
      if (file !== null)
        return by === null ? `Came with the list ${file}` : `Came with the list ${file}, imported by ${by}`
      return by === null ? 'Added by hand' : `Added by ${by}`
    },
    suppressed: (value: string) => `${value} went on the suppression list`,
    engaged: (sequence: string, sender: string) => `Engaged in ${sequence}, from ${sender}`,
    email: (step: number, sequence: string | null) =>
      sequence === null ? 'Test email' : `${nth(step)} email of ${sequence}`,
    over: (state: string, reason: string | null) => [ended[state], reason].filter(Boolean).join(': '),
    held: 'A person holds it back',
    whenAble: 'When it can',
    sandbox: 'sandbox',
    cameBack: 'What came back',
    why: 'Why then',
    states: {
      pending: 'Engaged',
      active: 'Under way',
      paused: 'Paused',
      finished: 'Finished',
      stopped: 'Stopped',
      replied: 'Replied',
      bounced: 'Bounced',
      unsubscribed: 'Opted out',
      failed: 'Failed',
    } as Record<string, string>,
  },
} as const
