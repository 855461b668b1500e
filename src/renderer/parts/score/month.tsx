import { dayMonth, dayNumeral, weekdayLong, weekdayShort, scoreWords as words } from '../../words/calendar.ts'
import { count } from '../../words/format.ts'
import {
  emptyLane,
  isWeekly,
  keyOf,
  type Line,
  linesOf,
  type ScoreDay,
  type ScoreLane,
  type ScorePlan,
  weekdayOfDate,
} from './model.ts'
import { CellButton, Part } from './part.tsx'
import { useRoving } from './roving.ts'
import { filtered, LaneLine, type Shown } from './slot.tsx'
import './views.css'

/** Each line added up over a day. A day has no stop mark: its limits roll, and hold over midnight. */
function dayLanes(plan: ScorePlan, lines: readonly Line[], shown: Shown): Map<string, ScoreLane[]> {
  const days = new Map<string, ScoreLane[]>()
  for (const slot of plan.slots.values()) {
    const sums = days.get(slot.date) ?? lines.map(() => ({ ...emptyLane }))
    days.set(slot.date, sums)
    lines.forEach((line, i) => {
      const lane = filtered(line.of(slot), shown)
      const sum = sums[i] as ScoreLane
      sum.other += lane.other
      sum.first += lane.first
      sum.later += lane.later
      sum.sent += lane.sent
      sum.unsure += lane.unsure
    })
  }
  return days
}

interface MonthProps {
  plan: ScorePlan
  /** Whole weeks, Monday first. */
  days: readonly ScoreDay[]
  /** A date of the month on show; other months' days are fainter. */
  month: string
  now: number
  before?: ScorePlan | undefined
  shown?: Shown | undefined
  /** A date. */
  selected?: string | undefined
  onPick?: ((date: string) => void) | undefined
  onTurn?: ((by: -1 | 1) => void) | undefined
}

interface CellProps {
  day: ScoreDay
  lanes: readonly ScoreLane[]
  before: readonly ScoreLane[] | null
  lines: readonly Line[]
  scale: number
  state: string
  selected: boolean
  tab: boolean
  today: boolean
}

const emails = (lanes: readonly ScoreLane[]) => lanes.reduce((sum, lane) => sum + lane.first + lane.later, 0)

function DayCell({ day, lanes, before, lines, scale, state, selected, tab, today }: CellProps) {
  const total = emails(lanes)
  const closed = !day.open && total === 0
  const difference = before === null ? 0 : total - emails(before)
  return (
    <CellButton
      className={`cell${state}${closed ? ' closed' : ''}`}
      data-slot={day.date}
      tabIndex={tab ? 0 : -1}
      aria-selected={selected}
      aria-current={today ? 'date' : undefined}
      aria-label={words.dayCell(day.date, total, closed ? day.closed : null)}
    >
      <span className="top">
        <span className="num" data-mark={dayNumeral(day.date) === '1' ? dayMonth(day.date) : dayNumeral(day.date)} />
        {difference !== 0 && <span className="mk up" data-mark={words.signed(difference)} />}
        {total > 0 && <span className="cnt">{count(total)}</span>}
      </span>
      {closed && !isWeekly(day, words.weekly) && <span className="why-closed">{day.closed}</span>}
      {total > 0 && (
        <span className="staff">
          {lines.map((line, i) => (
            <LaneLine
              key={line.id}
              lane={lanes[i] ?? emptyLane}
              before={before === null ? null : (before[i] ?? emptyLane)}
              scale={scale}
              n={line.lane}
            />
          ))}
        </span>
      )}
    </CellButton>
  )
}

/** A month by the day: a day is one measure, and picking it opens it. */
export function Month({ plan, days, month, now, before, shown = 'all', selected, onPick, onTurn }: MonthProps) {
  const lines = linesOf(plan, words.all)
  const sums = dayLanes(plan, lines, shown)
  const old = before ? dayLanes(before, linesOf(before, words.all), shown) : null
  const scale = Math.max(
    10,
    ...[...sums.values(), ...(old?.values() ?? [])].flat().map((l) => l.other + l.first + l.later),
  )
  const today = keyOf(now, plan.zone).slice(0, 10)
  const weeks = Array.from({ length: Math.ceil(days.length / 7) }, (_, i) => days.slice(i * 7, i * 7 + 7))
  const columns = [0, 1, 2, 3, 4, 5, 6].map((i) => weeks.flatMap((week) => (week[i] ? [week[i].date] : [])))
  const roving = useRoving({ columns, initial: selected ?? today, onPick, onTurn })
  const isFold = (column: number) =>
    weeks.every((week) => week[column] && isWeekly(week[column], words.weekly) && !plan.totals.get(week[column].date))
  return (
    <Part
      ref={roving.ref}
      is="grid"
      tabIndex={-1}
      className="score month"
      aria-label={words.month(month)}
      style={{
        gridTemplateColumns: columns.map((_, i) => (isFold(i) ? 'minmax(0,.42fr)' : 'minmax(0,1fr)')).join(' '),
        gridTemplateRows: `auto repeat(${weeks.length}, minmax(56px, 1fr))`,
      }}
      onKeyDown={roving.onKeyDown}
      onClick={roving.onClick}
      onFocus={roving.onFocus}
    >
      <Part is="row" className="rw">
        {(weeks[0] ?? []).map((day) => (
          <Part key={day.date} is="columnheader" className="hd" aria-label={weekdayLong(day.date)}>
            <span className="wd">{weekdayShort(day.date)}</span>
          </Part>
        ))}
      </Part>
      {weeks.map((week) => (
        <Part key={week[0]?.date} is="row" className="rw">
          {week.map((day) => (
            <DayCell
              key={day.date}
              day={day}
              lanes={sums.get(day.date) ?? []}
              before={old ? (old.get(day.date) ?? []) : null}
              lines={lines}
              scale={scale}
              state={`${day.date < today ? ' past' : ''}${day.date === today ? ' today' : ''}${day.date.slice(0, 7) === month.slice(0, 7) ? '' : ' out'}${day.date === selected ? ' sel' : ''}${weekdayOfDate(day.date) === 1 ? ' mon' : ''}`}
              selected={day.date === selected}
              tab={roving.current === day.date}
              today={day.date === today}
            />
          ))}
        </Part>
      ))}
    </Part>
  )
}
