/** The words of the domains mail is sent from. */
import { list, many } from './format.ts'

export const domains = {
  title: 'Domains',
  lead: 'What the name servers say about the domains you send from. They are asked every six hours.',
  toAdd: 'Add domain…',
  add: 'Add domain',
  addTitle: 'Add a domain',
  name: 'Domain',
  nameHint: 'The part after the @, such as example.com.',
  none: 'No domain is looked at yet.',
  noneMore:
    'Add the domain you write from. Cadenza then tells you which records receivers look for, and which are missing.',
  unchecked: (names: readonly string[]) =>
    `${many(names.length, 'domain')} you write from not looked at yet: ${list(names)}.`,
  look: (name: string) => `Look at ${name}`,
  status: { ok: 'In order', warning: 'Could be better', wrong: 'Needs a change', unknown: 'Not known yet' },
  state: {
    ok: 'In order',
    warning: 'Could be better',
    missing: 'Missing',
    wrong: 'Wrong',
    off: 'Not used',
    unknown: 'Not known yet',
  },
  awaited: 'Not published yet',
  records: {
    spf: ['SPF', 'Which servers may send'],
    dkim: ['DKIM', 'The key your mail is signed with'],
    dkim_next: ['DKIM, new key', 'The key that takes over'],
    dmarc: ['DMARC', 'What to do with forged mail'],
    mx: ['MX', 'Where answers arrive'],
    tracking: ['Tracking', 'The name of tracked links'],
  },
  recordOf: (record: string, domain: string) => `${record} of ${domain}`,
  accounts: (addresses: readonly string[]) => (addresses.length === 0 ? 'No mailbox writes from it' : list(addresses)),
  checked: (when: string) => `Last answered ${when}`,
  never: 'Not answered yet',
  trouble: (why: string) => `The last look failed (${why}). What you see is what was known before.`,
  check: 'Check now',
  checking: 'Checking…',
  addRecord: 'Add this record where your domain is managed:',
  changeRecord: 'Put this record in the place of what is there:',
  type: 'Type',
  host: 'Host',
  whole: (host: string) => `In full: ${host}`,
  value: 'Value',
  /** After "Copy", for who can't see which. */
  which: (what: string) => ` the ${what}`,
  copyWord: 'Copy',
  copied: 'Copied',
  found: 'Found',
  generate: 'Make a signing key',
  toReplace: 'Replace key…',
  replace: 'Replace key',
  replaceTitle: (name: string) => `Replace the key of ${name}?`,
  replaceBody: (signing: boolean) =>
    signing
      ? 'You get a second record to publish. The present key signs until the name servers show the new one, then the new one takes over.'
      : 'The present key signs nothing now. It is deleted, and mail is signed as soon as the name servers show the new one.',
  made: 'The key is made',
  madeMore: 'Its private part is kept safely on this computer. Publish the record that is shown.',
  signing: 'Custom SMTP mail is signed.',
  toRemove: 'Remove…',
  remove: 'Remove',
  removeTitle: (name: string) => `Stop looking at ${name}?`,
  removeBody: (hasKey: boolean) =>
    hasKey ? 'Its signing key is deleted: mail from it leaves unsigned.' : 'Nothing changes at your name servers.',
  removed: (name: string) => `${name} is not looked at any more`,
  failed: 'the domains',
} as const
