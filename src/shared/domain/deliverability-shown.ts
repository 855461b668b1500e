import {
  type Counts,
  leastSends,
  levelOf,
  pauseAt,
  type RateWindow,
  rateOf,
  rateWindows,
  warnAt,
} from './deliverability.ts'

/**
 * Rates as the contract shows them.
 *
 * @param since from when on emails count, as ISO instant; null: the whole of each window
 */
export const ratesShown = (counted: Record<RateWindow, Counts>, since: string | null) => ({
  windows: rateWindows.map((window) => {
    const counts = counted[window]
    return {
      window,
      sends: counts.sends,
      bounces: counts.bounce,
      bounce_rate: rateOf(counts, 'bounce'),
      bounce_level: levelOf(counts, 'bounce'),
      complaints: counts.complaint,
      complaint_rate: rateOf(counts, 'complaint'),
      complaint_level: levelOf(counts, 'complaint'),
    }
  }),
  least_sends: leastSends,
  bounce_warning: warnAt.bounce,
  bounce_pause: pauseAt.bounce,
  complaint_warning: warnAt.complaint,
  complaint_pause: pauseAt.complaint,
  since,
})
