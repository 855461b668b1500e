import { flag, oneOf, present, text } from '../../parts/search-params.ts'

export const accountStates = ['active', 'paused', 'pending', 'inactive', 'error'] as const
export type AccountState = (typeof accountStates)[number]

/** What the address of Mailboxes says. `seat` is an address; "-" the whole team's accounts. */
export const mailboxesSearch = (raw: Record<string, unknown>) =>
  present({
    show: oneOf(raw.show, ['team'] as const),
    seat: text(raw.seat, 320),
    status: oneOf(raw.status, accountStates),
    search: text(raw.search),
  })

/** What the address of connecting says: whom it is for, where it was approved before. `seat` is an address. */
export const connectSearch = (raw: Record<string, unknown>) =>
  present({ email: text(raw.email, 320), seat: text(raw.seat, 320) })

/** What the address of one mailbox says. `look`: emails that wait for a look are shown at once. */
export const mailboxSearch = (raw: Record<string, unknown>) => present({ look: flag(raw.look) })

export type MailboxesSearch = ReturnType<typeof mailboxesSearch>
