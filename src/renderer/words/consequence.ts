/** What a change would do to planned mail, in words. */
import { count, many, word } from './format.ts'

export const consequence = {
  nothing: 'No planned email is touched.',
  none: (planned: number) =>
    planned === 1 ? 'The one planned email keeps its hour.' : `All ${count(planned)} planned emails keep their hours.`,
  moved: (n: number, planned: number) =>
    `${count(n)} of ${many(planned, 'planned email')} ${word(n, 'gets', 'get')} another hour.`,
  waiting: (n: number) =>
    `${many(n, 'email')} ${word(n, 'has', 'have')} no time any more and ${word(n, 'waits', 'wait')}.`,
  many: (planned: number) =>
    `${many(planned, 'planned email')} ${word(planned, 'is', 'are')} planned again. So many can’t be worked out beforehand.`,
  last: 'The last one leaves',
  working: 'Working out what it does…',
} as const
