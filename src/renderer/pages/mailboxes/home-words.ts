/** What a mailbox's row and page say that depends on the computer it is sent from. */
import { elsewhere } from '../../words/elsewhere.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { type Box, isHanded, isOutHere, lacksSecret } from './accounts.ts'

const { facts } = mailboxes

/** When its next email leaves: a time that another computer keeps is not certain here. */
export function nextWords(box: Box, time: string): string {
  if (isHanded(box)) return facts.whenTaken
  if (isOutHere(box)) return facts.notFromHere
  if (lacksSecret(box)) return facts.whenItCan
  const { home } = box
  return !home || home.home.this ? time : elsewhere.about(time)
}

/** Where its password is; one that is sent from another computer is not missed on this one. */
export function passwordWords({ account, home }: Box): string {
  if (account.username === null) return facts.unneeded
  if (account.has_smtp_password) return facts.kept
  return home && !home.home.this ? facts.elsewhere(home.home.name) : facts.missing
}
