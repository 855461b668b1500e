/**
 * How many of the emails that left came back or were complained about, over an hour, a day and a week, for an account
 * and for a domain. Only emails that left in the window count, on both sides: a rate is never above 1, and a quiet day
 * after a bad one is no worse for it.
 *
 * A provider that sees too much of either stops delivering, and it takes weeks to be trusted again. So Cadenza warns
 * first, and at twice that stops by itself. Below `leastSends` emails a rate says nothing, and neither happens.
 */
import { DAY, HOUR } from './time.ts'

export const rateWindows = ['1h', '24h', '7d'] as const
export type RateWindow = (typeof rateWindows)[number]
export const windowLength: Record<RateWindow, number> = { '1h': HOUR, '24h': DAY, '7d': 7 * DAY }

export const measures = ['bounce', 'complaint'] as const
export type Measure = (typeof measures)[number]

export const leastSends = 50
/** From these rates on a person is warned. */
export const warnAt: Record<Measure, number> = { bounce: 0.05, complaint: 0.001 }
/** And from these the account is paused. */
export const pauseAt: Record<Measure, number> = { bounce: 2 * warnAt.bounce, complaint: 2 * warnAt.complaint }

/** Emails that left in a window, and how many of them came back or were complained about. */
export interface Counts {
  sends: number
  bounce: number
  complaint: number
}

export type Level = 'few' | 'fine' | 'warning' | 'pause'

/** Of 0 to 1; null: too few emails left. */
export const rateOf = (counts: Counts, measure: Measure): number | null =>
  counts.sends < leastSends ? null : counts[measure] / counts.sends

/** Counted in whole emails, so that 5 of 100 is 5 % however a computer divides. */
const reaches = (counts: Counts, measure: Measure, threshold: number): boolean =>
  counts[measure] >= threshold * counts.sends - 1e-9

export function levelOf(counts: Counts, measure: Measure): Level {
  if (counts.sends < leastSends) return 'few'
  if (counts[measure] === 0) return 'fine'
  if (reaches(counts, measure, pauseAt[measure])) return 'pause'
  return reaches(counts, measure, warnAt[measure]) ? 'warning' : 'fine'
}

const height: Record<Level, number> = { few: 0, fine: 0, warning: 1, pause: 2 }
/** A rate must fall so far below a threshold before it counts as under it, or one email to and fro would warn each time. */
const ease = 0.8

/**
 * The level a rate stands at, given the one it stood at: up at once, down when it is clearly below.
 */
export function settledLevel(before: Level, counts: Counts, measure: Measure): Level {
  const now = levelOf(counts, measure)
  if (height[now] >= height[before] || now === 'few') return now
  const threshold = before === 'pause' ? pauseAt[measure] : warnAt[measure]
  return reaches(counts, measure, threshold * ease) ? before : now
}

/** One rate that has just gone over a threshold. */
export interface Crossing {
  window: RateWindow
  measure: Measure
  level: 'warning' | 'pause'
  counts: Counts
}

export type Levels = Record<`${Measure} ${RateWindow}`, Level>
export const noLevels: Levels = {
  'bounce 1h': 'few',
  'bounce 24h': 'few',
  'bounce 7d': 'few',
  'complaint 1h': 'few',
  'complaint 24h': 'few',
  'complaint 7d': 'few',
}

/** Where every rate stands now, and which have gone higher than they stood. The worst comes first. */
export function crossingsOf(
  before: Levels,
  counted: Record<RateWindow, Counts>,
): { levels: Levels; crossings: Crossing[] } {
  const levels = { ...before }
  const crossings: Crossing[] = []
  for (const measure of measures) {
    for (const window of rateWindows) {
      const counts = counted[window]
      const level = settledLevel(before[`${measure} ${window}`], counts, measure)
      levels[`${measure} ${window}`] = level
      if (height[level] > height[before[`${measure} ${window}`]] && (level === 'warning' || level === 'pause'))
        crossings.push({ window, measure, level, counts })
    }
  }
  return { levels, crossings: crossings.sort((a, b) => height[b.level] - height[a.level]) }
}

const spans: Record<RateWindow, string> = { '1h': 'hour', '24h': '24 hours', '7d': '7 days' }

/** "6 %", "0.15 %" */
export const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`

/** "12 of 100 emails of the last 24 hours came back (12 %, from 10 % on a mailbox is paused)" */
export function crossingWords({ window, measure, level, counts }: Crossing): string {
  const did = measure === 'bounce' ? 'came back' : 'were reported as spam'
  const rate = percent(counts[measure] / counts.sends)
  const threshold = percent((level === 'pause' ? pauseAt : warnAt)[measure])
  const rule = level === 'pause' ? `a mailbox is paused from ${threshold} on` : `the limit is ${threshold}`
  const of = `${counts[measure].toLocaleString('en-GB')} of ${counts.sends.toLocaleString('en-GB')} emails`
  return `${of} of the last ${spans[window]} ${did} (${rate}; ${rule})`
}
