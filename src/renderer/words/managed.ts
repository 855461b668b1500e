/** The words of the managed account's server. */
import { many, word } from './format.ts'

export const managed = {
  title: 'Server',
  lead: 'What the account every workspace begins with sends through. Its limits stay what they are.',
  failed: 'What it sends through',
  onlyAdmin: 'Only an admin sees and changes what it sends through.',
  through: 'Sends through',
  sandbox: 'The built-in sandbox: nothing leaves this computer',
  package: (server: string) => `${server}, brought by this package`,
  as: 'As',
  password: 'Password',
  offered: (server: string) => `This package brings a mail server: ${server}.`,
  give: 'Give it a server…',
  change: 'Change server…',
  take: 'Use the package’s server…',
  back: 'Back to the sandbox…',
  giveTitle: 'A server for the managed account',
  takeTitle: 'The package’s server for the managed account',
  ends: (n: number) =>
    `${many(n, 'email')} engaged in the sandbox ${word(n, 'ends', 'end')} unsent. Nothing rehearsed ever reaches people.`,
  real: 'From then on it writes to real people, up to its limit a day.',
  stays: (n: number) =>
    `${many(n, 'email')} planned for people ${word(n, 'goes', 'go')} through the new server from then on.`,
  from: 'Address it writes from',
  fromMore:
    'The server must accept it as a sender, and a domain of your own is verified under Domains before it sends.',
  name: 'Name readers see',
  server: 'Server',
  user: 'User name',
  passwordMore: 'It is kept safely on this computer and never shown again.',
  passwordKept: 'Left empty, the one kept here is used.',
  save: 'Test and save',
  anyway: 'Save without a working test',
  did: (host: string) => `The managed account sends through ${host}`,
  backTitle: 'Back to the sandbox?',
  backBody: (n: number) =>
    n === 0
      ? 'From then on nothing it sends leaves this computer. Its password is erased.'
      : `${many(n, 'email')} planned for people ${word(n, 'is', 'are')} held back: nothing for people ever lands in the sandbox. Its password is erased.`,
  backVerb: 'Back to the sandbox',
  didBack: 'The managed account delivers to the sandbox again',
} as const
