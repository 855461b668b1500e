/** The words around a message that is read. */
import { many, size } from './format.ts'

export const letter = {
  parts: { html: 'HTML', text: 'Text', headers: 'Headers', source: 'Source' },
  partsLabel: 'Parts of the message',
  frame: (subject: string) => `The message “${subject || 'without a subject'}” as HTML`,
  noHtml: 'This message has no HTML part.',
  noText: 'This message has no text part.',
  pictures: (n: number) => `${many(n, 'picture')} not loaded.`,
  spies: (n: number) => `${many(n, 'invisible picture')} left out.`,
  nothingLoads: 'Cadenza loads nothing from outside.',
  link: 'This link leads to',
  open: 'Open in the browser',
  shownOnly: 'Cadenza opens websites only.',
  close: 'Close',
  header: 'Header',
  value: 'Value',
  attachments: 'Attachments',
  attachment: (name: string | null, type: string, bytes: number) =>
    `${name ?? 'Without a name'} · ${type} · ${size(bytes)}`,
  cut: (shown: number, all: number) => `The first ${size(shown)} of ${size(all)}.`,
  whole: 'Show all of it',
} as const
