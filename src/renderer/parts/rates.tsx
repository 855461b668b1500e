import { rates as words } from '../words/rates.ts'
import './rates.css'

type Level = 'few' | 'fine' | 'warning' | 'pause'

export interface RateRow {
  window: '1h' | '24h' | '7d'
  sends: number
  bounces: number
  bounce_rate: number | null
  bounce_level: Level
  complaints: number
  complaint_rate: number | null
  complaint_level: Level
}

export interface RateFigures {
  windows: RateRow[]
  least_sends: number
  bounce_warning: number
  bounce_pause: number
  complaint_warning: number
  complaint_pause: number
}

interface Share {
  count: number
  rate: number | null
  level: Level
  /** Whether any line has a rate: the counts stand below each other. */
  isRated: boolean
}

function Rate({ count, rate, level, isRated }: Share) {
  if (!isRated) return <td>{words.count(count)}</td>
  return (
    <td data-level={level}>
      <span className="rates-count">{words.count(count)}</span>
      {rate === null ? (
        <span className="faint">{words.few}</span>
      ) : (
        <b>
          {words.rate(rate)}
          {words.level[level] && <span> {words.level[level]}</span>}
        </b>
      )}
    </td>
  )
}

/**
 * How many emails came back or were reported as spam, by hour, day and week, with what they are held to.
 *
 * @param since from when on emails count, ready to read; null: the whole of each time
 */
export function Rates({ figures, since }: { figures: RateFigures; since: string | null }) {
  const { windows, least_sends: least } = figures
  const isRated = windows.some((row) => row.bounce_rate !== null || row.complaint_rate !== null)
  return (
    <div className="rates" aria-live="polite">
      <table aria-label={words.label}>
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">{words.when}</span>
            </th>
            <th scope="col">{words.sends}</th>
            <th scope="col">{words.bounces}</th>
            <th scope="col">{words.complaints}</th>
          </tr>
        </thead>
        <tbody>
          {windows.map((row) => (
            <tr key={row.window}>
              <th scope="row">{words.window[row.window]}</th>
              <td>{words.count(row.sends)}</td>
              <Rate count={row.bounces} rate={row.bounce_rate} level={row.bounce_level} isRated={isRated} />
              <Rate count={row.complaints} rate={row.complaint_rate} level={row.complaint_level} isRated={isRated} />
            </tr>
          ))}
        </tbody>
      </table>
      <p className="fine faint">
        {words.rule(
          [figures.bounce_warning, figures.bounce_pause],
          [figures.complaint_warning, figures.complaint_pause],
          least,
        )}
        {since && ` ${words.since(since)}`}
      </p>
    </div>
  )
}
