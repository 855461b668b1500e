/** The groups of every list of mailboxes to send from. */
export const fromMenu = {
  own: 'My mailboxes',
  team: 'Team accounts',
  delegated: 'Delegated',
  other: 'Other mailboxes',
} as const
