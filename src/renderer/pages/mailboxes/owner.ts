import { mailboxes } from '../../words/mailboxes.ts'
import type { Seat } from './accounts.ts'

const team = 'team'

/** A seat's address, or the whole team, as a choice of a list. */
export const ownerOf = (seat: string | null): string => seat ?? team
export const ownerInput = (choice: string): string | null => (choice === team ? null : choice)

/** The first seat is whose computer this is. */
export const ownerChoices = (seats: readonly Seat[]) => [
  ...seats.map(({ name, address }, at) => ({ value: address, label: at === 0 ? mailboxes.edit.mine(name) : name })),
  { value: team, label: mailboxes.edit.team },
]
