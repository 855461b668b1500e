/** What a list of contacts can be asked for. */

/** In a sequence now; on the suppression list; never written to (the sandbox does not count). */
export const contactStates = ['active', 'suppressed', 'never'] as const
export type ContactState = (typeof contactStates)[number]

export const contactSorts = ['added', 'name', 'address', 'company'] as const
export type ContactSort = (typeof contactSorts)[number]
