/** The words of erasing a person for good. */
import { count, list, many, word } from './format.ts'

const emails = (n: number) => many(n, 'email')

export const contactErase = {
  open: 'Erase…',
  title: (name: string) => `Erase ${name} for good`,
  goes(texts: number, letters: number, clicks: number) {
    const more = [
      ...(texts > 0 ? [`the texts of ${many(texts, 'message')}`] : []),
      ...(letters > 0 ? [many(letters, 'kept email')] : []),
      ...(clicks > 0 ? [many(clicks, 'followed link')] : []),
    ]
    return `Name, address, fields and tags go${more.length > 0 ? `, with ${list(more)}` : ''}.`
  },
  planned: (n: number) =>
    n === 0 ? '' : `${emails(n)} that ${word(n, 'is', 'are')} planned ${word(n, 'is', 'are')} withdrawn.`,
  stays: (n: number) => `${emails(n)} ${word(n, 'is', 'are')} still counted, without saying whose.`,
  elsewhere: (computers: readonly string[]) =>
    `${computers.length > 3 ? `The ${count(computers.length)} other computers of the team` : list([...computers])} ${word(computers.length, 'erases', 'erase')} this person as well, with the next exchange. Until then ${word(computers.length, 'it', 'they')} may still send to them.`,
  never: 'A hash of the address stays, so that no list or hand brings this person back. It can never be undone.',
  verb: 'Erase for good',
  did: 'Erased',
} as const
