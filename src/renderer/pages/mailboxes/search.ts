import { oneOf, present, text } from '../../parts/search-params.ts'

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

export type MailboxesSearch = ReturnType<typeof mailboxesSearch>
