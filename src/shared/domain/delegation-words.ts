/** What letters about permissions say to people: in the email that carries them, and on the page that reviews them. */
import type { DelegationLetter, LetterPurpose } from './delegation-letter.ts'
import { dayNumber } from './time.ts'
import { dayText } from './time-text.ts'

export interface LetterEmail {
  subject: string
  text: string
}

interface Names {
  owner: string
  delegate: string
}

const titles: Record<LetterPurpose, (n: Names) => string> = {
  grant: ({ owner }) => `${owner} wants to let you send for them`,
  request: ({ delegate }) => `${delegate} asks to send for you`,
  accepted: () => 'Your letter was accepted',
  declined: () => 'Your letter was declined',
  cancelled: () => 'A letter to you was taken back',
  revoked: () => 'A permission to send has ended',
}

const named = ({ owner, delegate }: DelegationLetter): Names => ({ owner: owner.name, delegate: delegate.name })

/** One line: what it is. */
export const letterTitle = (letter: DelegationLetter): string => titles[letter.purpose](named(letter))

function told(letter: DelegationLetter): string {
  const { owner, delegate, purpose, from, grant, reason } = letter
  const because = reason === null ? '' : ` Their reason: ${reason}`
  const [writer, other] = from === 'owner' ? [owner, delegate] : [delegate, owner]
  switch (purpose) {
    case 'grant':
      return `${owner.name} (${owner.address}) wants to let ${delegate.name} (${delegate.address}) send sequences from their mailboxes in Cadenza.`
    case 'request':
      return `${delegate.name} (${delegate.address}) asks ${owner.name} (${owner.address}) for permission to send sequences from their mailboxes in Cadenza.`
    case 'accepted':
      return grant.origin === 'grant'
        ? `${delegate.name} (${delegate.address}) accepted to send for ${owner.name} (${owner.address}).`
        : `${owner.name} (${owner.address}) lets ${delegate.name} (${delegate.address}) send for them.`
    case 'declined':
      return `${writer.name} (${writer.address}) declined what ${other.name} offered or asked for.${because}`
    case 'cancelled':
      return `${writer.name} (${writer.address}) took it back before it was answered.`
    case 'revoked':
      return `${delegate.name} (${delegate.address}) may no longer send for ${owner.name} (${owner.address}).${because}`
  }
}

/** What following it does. */
const follows: Record<LetterPurpose, string> = {
  grant:
    'If you accept, their mailboxes appear under "Delegated" where you choose who sends. Emails leave from their computer and appear in their Sent folder.',
  request:
    'If you accept, they can engage contacts from your mailboxes. The emails leave from your computer, within your limits, and appear in your Sent folder. You can revoke it at any time.',
  accepted: 'Noting it makes the permission active here.',
  declined: 'Noting it ends the permission here.',
  cancelled: 'Noting it ends the permission here.',
  revoked: 'Noting it ends the permission here: nothing more is sent under it.',
}

/** Sentences for the page that reviews it. */
export const letterSentences = (letter: DelegationLetter): string[] => [told(letter), follows[letter.purpose]]

/** The email that carries it; `link` null: it has no letter to be opened, as where no key could sign one. */
export function letterEmail(letter: DelegationLetter, link: string | null, zone: string): LetterEmail {
  const isQuestion = letter.purpose === 'grant' || letter.purpose === 'request'
  const until = dayText(dayNumber(letter.expiresAt, zone), letter.at, zone)
  const how =
    link === null
      ? ['Open Cadenza, then Settings › Delegation.']
      : [
          'Open Cadenza, then Settings › Delegation; or open the attached letter there; or follow this link on a computer with Cadenza:',
          link,
        ]
  const close = isQuestion
    ? [
        `You can accept or decline until ${until}. Nothing happens before you decide; opening the letter changes nothing.`,
      ]
    : []
  return {
    subject: letterTitle(letter),
    text: `${[told(letter), ...(isQuestion ? [follows[letter.purpose]] : []), ...how, ...close].join('\n\n')}\n`,
  }
}

/** What the file of a letter is called. */
export const letterFileName = ({ purpose, owner, delegate }: DelegationLetter): string =>
  `${purpose}-${owner.address}-${delegate.address}.cadenza-letter`.replace(/[^\w.@+-]+/g, '_')

/** Media type of the letter where it is attached to an email. */
export const letterType = 'application/vnd.cadenza.letter'
