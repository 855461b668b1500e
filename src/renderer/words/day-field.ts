/** The words of a field for a day. */
export const dayField = {
  /** How a day is written (dayjs). */
  format: 'D MMM YYYY',
  like: '24 Dec 2026',
  next: 'Next month',
  previous: 'Previous month',
} as const
