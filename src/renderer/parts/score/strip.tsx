import { memo, useDeferredValue, useMemo } from 'react'
import { shortDay, scoreWords as words } from '../../words/calendar.ts'
import { useSteady } from '../steady.ts'
import { addDays, keyOf, mondayOf, type ScorePlan } from './model.ts'
import './legend.css'

/** Weeks that fit; a plan of years shows the ones around the week on show. */
const most = 12

function weeksOf(plan: ScorePlan, shown: string, least: number): { weeks: string[]; more: number } {
  const dates = [...plan.totals.keys()].sort()
  const shownWeek = mondayOf(shown)
  const first = [mondayOf(dates[0] ?? shown), shownWeek].sort()[0] as string
  const last = [mondayOf(dates.at(-1) ?? shown), shownWeek].sort()[1] as string
  const all: string[] = []
  for (let week = first; week <= last || all.length < least; week = addDays(week, 7)) all.push(week)
  const at = Math.max(0, Math.min(all.indexOf(shownWeek) - 3, all.length - most))
  const weeks = all.slice(at, at + most)
  return { weeks, more: Math.max(0, all.length - at - weeks.length) }
}

interface StripProps {
  plan: ScorePlan
  /** A date of the week on show. */
  shown: string
  /** The plan before the change that is tried: its strokes are drawn as ticks. */
  before?: ScorePlan | undefined
  least?: number
  /** True: it stands without a calendar, and no week of it is on show. */
  alone?: boolean
  onPick?: ((monday: string) => void) | undefined
}

interface StrokeProps {
  plan: ScorePlan
  date: string
  most: number
  end: boolean
  before: number | null
}

function Stroke({ plan, date, most: top, end, before }: StrokeProps) {
  const n = plan.totals.get(date) ?? 0
  const height = (v: number) => Math.max(2, (v / top) * 29)
  return (
    <span
      className={`dy${n === 0 ? ' zero' : ''}`}
      data-end={end ? words.strip.ends(date) : undefined}
      style={{ height: n === 0 ? 1 : height(n) }}
      title={words.dayCell(date, n, null)}
    >
      {before !== null && before !== n && before > 0 && <em style={{ bottom: height(before) }} />}
    </span>
  )
}

const Drawn = memo(({ plan, shown, before, least = 4, alone, onPick }: StripProps) => {
  const { weeks, more } = weeksOf(plan, shown, least)
  const top = Math.max(1, ...plan.totals.values(), ...(before?.totals.values() ?? []))
  const end = plan.finish === null ? null : keyOf(plan.finish, plan.zone).slice(0, 10)
  const on = alone ? null : mondayOf(shown)
  return (
    <nav className="strip" aria-label={words.strip.label(end && shortDay(end))}>
      {weeks.map((week) => {
        const dates = [0, 1, 2, 3, 4, 5, 6].map((i) => addDays(week, i))
        const drawn = dates.filter((date, i) => i < 5 || (plan.totals.get(date) ?? 0) > 0)
        const total = dates.reduce((sum, date) => sum + (plan.totals.get(date) ?? 0), 0)
        return (
          <button
            key={week}
            type="button"
            className={`wk${week === on ? ' on' : ''}`}
            aria-current={week === on ? 'date' : undefined}
            aria-label={words.strip.week(week, total)}
            disabled={!onPick}
            onClick={() => onPick?.(week)}
          >
            {drawn.map((date) => (
              <Stroke
                key={date}
                plan={plan}
                date={date}
                most={top}
                end={date === end}
                before={before ? (before.totals.get(date) ?? 0) : null}
              />
            ))}
            <b>{week === on ? words.strip.shown(week) : words.strip.shown(week).split(' ·')[0]}</b>
          </button>
        )
      })}
      {more > 0 && <span className="more">{words.strip.more(more)}</span>}
    </nav>
  )
})

/**
 * The whole plan, one stroke a day; the week on show is washed, the end named. A week can be picked. Drawn when more
 * urgent things are: beside a slider its strokes may come a frame after what the slider says.
 */
export function Strip({ plan, before, shown, onPick, ...rest }: StripProps) {
  const pick = useSteady((monday: string) => onPick?.(monday))
  const late = useDeferredValue(useMemo(() => ({ plan, before, shown }), [plan, before, shown]))
  return <Drawn {...rest} {...late} onPick={onPick && pick} />
}
