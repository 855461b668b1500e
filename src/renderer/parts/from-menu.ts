import { senderText } from '../../shared/domain/sandbox-sender.ts'
import { fromMenu as words } from '../words/from-menu.ts'

/** Whose a mailbox is to the person who chooses. `other`: of a seat that has not given permission. */
export type Whose = keyof typeof words
export interface FromChoice {
  value: string
  label: string
  whose: Whose
}

const order: readonly Whose[] = ['own', 'team', 'delegated', 'other']

/** As the engine tells it; the built-in account is everybody's own. */
export const whoseOf = (told: Whose | 'managed'): Whose => (told === 'managed' ? 'own' : told)

/** Mailboxes to send from, grouped by whose they are: one's own first. A group without any is not shown. */
export const fromGroups = (choices: readonly FromChoice[]) =>
  order
    .map((whose) => ({
      group: words[whose],
      items: choices.filter((one) => one.whose === whose).map(({ value, label }) => ({ value, label })),
    }))
    .filter(({ items }) => items.length > 0)

export type FromGroups = ReturnType<typeof fromGroups>

/** A list of mailboxes, as every list groups them. */
export const mailboxGroups = (
  mailboxes: readonly { public_id: string; from_email: string; whose: Whose | 'managed' }[],
) =>
  fromGroups(
    mailboxes.map((one) => ({
      value: one.public_id,
      label: senderText(one.from_email),
      whose: whoseOf(one.whose),
    })),
  )

/** In the order of those groups, else as they stood. */
export const byWhose = <T>(all: readonly T[], whose: (one: T) => Whose): T[] =>
  [...all].sort((a, b) => order.indexOf(whose(a)) - order.indexOf(whose(b)))

/** What stands above each row of a list in that order: whose it is, where it is not the same of all and of the one before. */
export function headsOf<T>(all: readonly T[], whose: (one: T) => Whose): (string | null)[] {
  const isMixed = new Set(all.map(whose)).size > 1
  return all.map((one, at) => {
    const before = all[at - 1]
    return isMixed && (before === undefined || whose(before) !== whose(one)) ? words[whose(one)] : null
  })
}
