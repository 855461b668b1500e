/** Permission to send for somebody, from asking to its end. */
export const grantStates = ['pending', 'active', 'declined', 'cancelled', 'expired', 'revoked'] as const
export type GrantState = (typeof grantStates)[number]
