/** Safe mode in words for people: what is the matter, and what to do. */
import type { SafeReason } from './safe-mode.ts'

interface Said {
  title: string
  words: string
}

const look =
  'Compare with the Sent folders, then let this copy send. What may have left already stays held, one by one.'

function ofReason(reason: SafeReason, former: string | null): Said {
  const other = former === null ? 'another folder' : former
  switch (reason) {
    case 'restored':
      return { title: 'A backup was put back.', words: `Emails sent after it was made are not in it. ${look}` }
    case 'older':
      return {
        title: 'This is an older copy of your data.',
        words: `Emails have left since it was made, or the team was told of changes, of which it does not know. ${look}`,
      }
    case 'copied':
      return {
        title: 'This copy of your data is new to this computer.',
        words: `Its keychain has never heard of it. Let it send only if no other computer sends with this data any more. ${look}`,
      }
    case 'machine':
      return {
        title: 'This computer is another one than before.',
        words: `It looks like a clone. Let it send only if the other computer no longer does. ${look}`,
      }
    case 'twin':
      return {
        title: 'There are two copies of your data on this computer.',
        words: `The other one is in ${other}. Only one of them may send: let this one send, and the other will ask. ${look}`,
      }
    case 'moved':
      return {
        title: 'Your data folder was moved.',
        words: `It was in ${other} before. If you moved it here yourself, let it send: nothing was lost.`,
      }
    case 'unproven':
      return {
        title: 'Cadenza did not end properly, and its file is another one now.',
        words: `It can't be told whether everything that was sent is in it. ${look}`,
      }
    case 'clock':
      return {
        title: "This computer's clock is behind.",
        words:
          'The data knows of a later time than the clock shows. Set the clock right, and sending goes on by itself; or say that it is right now.',
      }
    case 'seen':
      return {
        title: 'Another copy of your data sends.',
        words: `A Sent folder shows emails that left in this computer's name, which this copy does not know of: it was put back as it was before, or there are two of it. ${look}`,
      }
    case 'forked':
      return {
        title: 'Your team has heard something else from this computer.',
        words: `Another copy of your data has spoken for it. ${look}`,
      }
  }
}

/** @param known where the data was before, and why the keychain can't be read; null where that is not known */
export function safeWords(
  state: 'normal' | 'checking' | 'unreadable' | 'safe',
  reason: SafeReason | null,
  known: { former: string | null; trouble: string | null },
): Said {
  if (state === 'normal') return { title: '', words: '' }
  if (state === 'safe') return ofReason(reason ?? 'restored', known.former)
  if (state === 'checking')
    return { title: 'Cadenza is looking whether this copy is the newest.', words: 'It sends as soon as that is known.' }
  return {
    title: "It can't be told whether this copy is the newest.",
    words: `${known.trouble ?? 'The keychain can not be read.'} Nothing is sent until it can be read.`,
  }
}

type Outcome = 'compared' | 'unreadable' | 'no_folder'
type Unproved<A> = A & { outcome: Exclude<Outcome, 'compared'> }

/** The accounts whose Sent folder proves nothing, or does not prove all. */
export const unproved = <A extends { outcome: Outcome }>(accounts: readonly A[]): Unproved<A>[] =>
  accounts.filter((one): one is Unproved<A> => one.outcome !== 'compared')

/**
 * Whose mail no Sent folder proves, each with why: one that was looked into need not hold all that left.
 */
export function unprovedWords(accounts: readonly Unproved<{ address: string }>[]): string[] {
  const named = (outcome: string) => accounts.filter((one) => one.outcome === outcome).map(({ address }) => address)
  const unreadable = named('unreadable')
  const open = named('no_folder')
  return [
    ...(unreadable.length > 0 ? [`${unreadable.join(', ')} could not be compared.`] : []),
    ...(open.length > 0 ? [`No folder proves all that left from ${open.join(', ')}.`] : []),
  ]
}
