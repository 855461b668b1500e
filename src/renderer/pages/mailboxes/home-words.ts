/** What a mailbox's row and page say that depends on the computer it is sent from. */
import { elsewhere } from '../../words/elsewhere.ts'
import { moment } from '../../words/format.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { type Box, isHanded, isHomeOut, isOutHere, lacksSecret } from './accounts.ts'

const { facts } = mailboxes

/** When its next email leaves: a time that another computer keeps is not certain here. */
export function nextWords(box: Box, next: string, zone: string, now: number | null): string {
  if (isHanded(box)) return facts.whenTaken
  if (isOutHere(box)) return facts.notFromHere
  if (isHomeOut(box)) return facts.whenTakenOver
  if (lacksSecret(box)) return facts.whenItCan
  const { home } = box
  const time = moment(next, zone, now)
  if (!home || home.home.this) return time
  return elsewhere.leaves({ at: next, computer: home.home.name, heard_at: null }, time, now)
}

/** Where its password is; one that is sent from another computer is not missed on this one. */
export function passwordWords({ account, home }: Box): string {
  if (account.username === null) return facts.unneeded
  if (account.has_smtp_password) return facts.kept
  return home && !home.home.this ? facts.elsewhere(home.home.name) : facts.missing
}
