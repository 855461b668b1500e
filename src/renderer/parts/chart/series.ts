import { chart as words } from '../../words/chart.ts'

const { series: said } = words
const soft = (token: string, share: number) => `color-mix(in srgb, var(--${token}) ${share}%, var(--paper))`

/** What became of emails: each is in one of these, so that they stand on each other. What is to come is lighter. */
export const mailSeries = [
  { key: 'sent', label: said.sent, colour: 'var(--accent)', stack: 'mail' },
  { key: 'planned', label: said.planned, colour: soft('accent', 36), stack: 'mail' },
  { key: 'unsure', label: said.unsure, colour: 'var(--warn)', stack: 'mail' },
  { key: 'refused', label: said.refused, colour: 'var(--bad)', stack: 'mail' },
] as const

/** What came back of those that left. */
export const cameSeries = [
  { key: 'answered', label: said.answered, colour: 'var(--ok)', stack: 'came' },
  { key: 'opted_out', label: said.opted_out, colour: 'var(--lane-other)', stack: 'came' },
  { key: 'soft', label: said.soft, colour: soft('bad', 45), stack: 'came' },
  { key: 'hard', label: said.hard, colour: 'var(--bad)', stack: 'came' },
] as const

/** How contacts' sequences ended, beside the emails of a step or a sender. */
export const endSeries = [
  { key: 'replied', label: said.replied, colour: 'var(--ok)', stack: 'came' },
  { key: 'unsubscribed', label: said.opted_out, colour: 'var(--lane-other)', stack: 'came' },
  { key: 'bounced', label: said.bounced, colour: soft('bad', 45), stack: 'came' },
] as const
export const withdrawnSeries = {
  key: 'withdrawn',
  label: said.withdrawn,
  colour: 'var(--rule-2)',
  stack: 'mail',
} as const
