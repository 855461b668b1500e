/** Procedures that only read although they are POST: questions too long for an address. */
export const questions: ReadonlySet<string> = new Set([
  'contacts.duplicates',
  'contacts.merging',
  'contacts.export',
  'schedule.preview',
  'schedule.audience',
  'schedule.tryout',
  'schedule.review',
  'calendar.what_if',
  'delegations.review',
  'homes.consequence',
  'sequences.check',
  'sequences.render',
])
