import { fromMenu as words } from '../words/from-menu.ts'

/** Whose a mailbox is to the person who chooses. `other`: of a seat that has not given permission. */
export type Whose = keyof typeof words
export interface FromChoice {
  value: string
  label: string
  whose: Whose
}

const order: readonly Whose[] = ['own', 'team', 'delegated', 'other']

/** Mailboxes to send from, grouped by whose they are: one's own first. A group without any is not shown. */
export const fromGroups = (choices: readonly FromChoice[]) =>
  order
    .map((whose) => ({
      group: words[whose],
      items: choices.filter((one) => one.whose === whose).map(({ value, label }) => ({ value, label })),
    }))
    .filter(({ items }) => items.length > 0)

/** In the order of those groups, else as they stood. */
export const byWhose = <T>(all: readonly T[], whose: (one: T) => Whose): T[] =>
  [...all].sort((a, b) => order.indexOf(whose(a)) - order.indexOf(whose(b)))
