import { Fragment } from 'react'
import { dayNumeral, hourText, weekdayLong, weekdayShort, scoreWords as words } from '../../words/calendar.ts'
import { count, place } from '../../words/format.ts'
import { useInSight } from './in-sight.ts'
import {
  hoursOf,
  isFolded,
  isWeekly,
  keyFor,
  keyOf,
  linesOf,
  offsetText,
  type ScoreDay,
  type ScorePlan,
  type SlotKey,
  scaleOf,
  startOf,
  weekdayOfDate,
  withinHour,
} from './model.ts'
import { Part } from './part.tsx'
import { useRoving } from './roving.ts'
import { type Shown, SlotCell } from './slot.tsx'

export interface ScoreProps {
  plan: ScorePlan
  /** The days to draw, in order. */
  days: readonly ScoreDay[]
  /** ms since the epoch, by the engine's clock. */
  now: number
  /** The plan before the change that is tried. */
  before?: ScorePlan | undefined
  shown?: Shown | undefined
  selected?: SlotKey | undefined
  /** The cell under a dragged email or start. */
  target?: SlotKey | undefined
  /** What starts in a slot, by name. */
  starts?: ReadonlyMap<SlotKey, string> | undefined
  onPick?: ((key: SlotKey) => void) | undefined
  onTurn?: ((by: -1 | 1) => void) | undefined
  /** Another label than the view's own. */
  label?: string | undefined
}

/** True when a button stands in that cell: its slot is open, or mail is in it all the same. */
export const hasCell = (plan: ScorePlan, day: ScoreDay, hour: number): boolean =>
  day.hours.includes(hour) || (plan.slots.get(keyFor(day.date, hour))?.total ?? 0) > 0

function widthOf(plan: ScorePlan, day: ScoreDay): string {
  if (!isFolded(plan, day)) return 'minmax(0,1fr)'
  return isWeekly(day, words.weekly) ? '30px' : 'minmax(30px,.62fr)'
}

/** The time as the clocks of the zone show it. */
export function clockText(now: number, zone: string): string {
  const minutes = Math.floor(withinHour(now, zone) * 60 + 1e-6)
  return `${keyOf(now, zone).slice(11)}:${String(minutes).padStart(2, '0')}`
}

function DayHead({ plan, day, today }: { plan: ScorePlan; day: ScoreDay; today: boolean }) {
  const fold = isFolded(plan, day) && isWeekly(day, words.weekly)
  return (
    <Part
      is="columnheader"
      className={`hd${fold ? ' fold' : ''}${today ? ' today' : ''}`}
      aria-label={`${weekdayLong(day.date)} ${dayNumeral(day.date)}${today ? `, ${words.today}` : ''}`}
    >
      <span className="num">{dayNumeral(day.date)}</span>
      {!fold && (
        <>
          <span className="wd">
            {weekdayShort(day.date)}
            {today && <span className="td">, {words.today}</span>}
          </span>
          {!isFolded(plan, day) && <span className="sum">{count(plan.totals.get(day.date) ?? 0)}</span>}
        </>
      )}
    </Part>
  )
}

/** Saturday's strip says "Weekend", the next one why it is hatched too. */
const foldedText = (day: ScoreDay) => (weekdayOfDate(day.date) === 6 ? words.weekend : words.noSendingAlone)

function Closed({ day, rows, column }: { day: ScoreDay; rows: number; column: number }) {
  return (
    <Part
      is="gridcell"
      className={`closed${isWeekly(day, words.weekly) ? ' fold' : ''}`}
      style={{ gridRow: `2 / span ${rows}`, gridColumn: column }}
      aria-label={words.closedDay(day.date, day.closed ?? words.noSendingAlone)}
    >
      <span>
        {isWeekly(day, words.weekly) ? (
          foldedText(day)
        ) : (
          <>
            {day.closed}
            <br />
            <small>{words.noSending}</small>
          </>
        )}
      </span>
    </Part>
  )
}

interface RowsProps extends ScoreProps {
  hours: number[]
  current: SlotKey | undefined
}

function Rows({ hours, current, ...props }: RowsProps) {
  const { plan, days, now, before, shown = 'all', starts } = props
  const lines = linesOf(plan, words.all)
  const scale = Math.max(scaleOf(plan, days, lines), before ? scaleOf(before, days, linesOf(before, words.all)) : 0)
  const nowKey = keyOf(now, plan.zone)
  // Its hour makes room for the time in the axis.
  const running = days.find(({ date }) => date === nowKey.slice(0, 10))?.date
  const cell = (day: ScoreDay, hour: number, style: { gridRow: number; gridColumn: number }) => {
    const key = keyFor(day.date, hour)
    if (!hasCell(plan, day, hour))
      return (
        <Part
          key={day.date}
          is="gridcell"
          className="shut"
          style={style}
          aria-label={words.closedSlot(day.date, hour)}
        />
      )
    return (
      <SlotCell
        key={day.date}
        slotKey={key}
        date={day.date}
        hour={hour}
        slot={plan.slots.get(key)}
        before={before ? before.slots.get(key) : null}
        lines={lines}
        scale={scale}
        shown={shown}
        past={key < nowKey}
        selected={props.selected === key}
        target={props.target === key}
        starts={starts?.get(key)}
        tab={current === key}
        style={style}
      />
    )
  }
  return hours.map((hour, r) => (
    <Part key={hour} is="row" className="rw">
      <Part is="rowheader" className="ax" style={{ gridRow: r + 2, gridColumn: 1 }}>
        {/* the running hour's own name lies under the chip with the time */}
        <span className={keyFor(running ?? '', hour) === nowKey ? 'unseen' : undefined}>{hourText(hour)}</span>
      </Part>
      {days.map((day, c) =>
        isFolded(plan, day) ? (
          <Fragment key={day.date}>{r === 0 && <Closed day={day} rows={hours.length} column={c + 2} />}</Fragment>
        ) : (
          cell(day, hour, { gridRow: r + 2, gridColumn: c + 2 })
        ),
      )}
    </Part>
  ))
}

/** A hairline through the hour that runs, and the time in the axis. Ink, never the accent: a blue line is a sender. */
function NowLine({
  plan,
  days,
  now,
  hours,
}: {
  plan: ScorePlan
  days: readonly ScoreDay[]
  now: number
  hours: number[]
}) {
  const key = keyOf(now, plan.zone)
  const column = days.findIndex(({ date }) => date === key.slice(0, 10))
  const row = hours.indexOf(Number(key.slice(11)))
  if (column < 0 || row < 0) return null
  return (
    <div
      className="nowline"
      aria-hidden
      style={{ gridColumn: `1 / ${column + 3}`, gridRow: row + 2, top: `${withinHour(now, plan.zone) * 100}%` }}
    >
      <b>{clockText(now, plan.zone)}</b>
      <i style={{ gridColumn: column + 2 }} />
    </div>
  )
}

/** A week (or any run of days) by the hour: every hour is a measure, every sender keeps one ruled line in it. */
export function Week(props: ScoreProps) {
  const { plan, days, now, selected } = props
  const hours = hoursOf(plan, days)
  const columns = days.map((day) =>
    hours.filter((hour) => hasCell(plan, day, hour)).map((hour) => keyFor(day.date, hour)),
  )
  const nowKey = keyOf(now, plan.zone)
  const firstStart = props.starts?.keys().next().value
  const roving = useRoving({
    columns,
    initial: selected ?? (columns.some((c) => c.includes(nowKey)) ? nowKey : firstStart),
    onPick: props.onPick,
    onTurn: props.onTurn,
  })
  useInSight(roving.ref, { plan, days, hours, slots: [selected, firstStart, nowKey] })
  const noon = startOf(keyFor(days[0]?.date ?? nowKey.slice(0, 10), 12), plan.zone)
  return (
    <Part
      ref={roving.ref}
      is="grid"
      tabIndex={-1}
      className="score"
      aria-label={props.label ?? words.week}
      aria-colcount={days.length + 1}
      style={{
        gridTemplateColumns: `52px ${days.map((day) => widthOf(plan, day)).join(' ')}`,
        gridTemplateRows: `auto repeat(${hours.length}, minmax(34px, 1fr))`,
      }}
      onKeyDown={roving.onKeyDown}
      onClick={roving.onClick}
      onFocus={roving.onFocus}
    >
      <Part is="row" className="rw">
        <Part is="columnheader" className="hd zone">
          {place(plan.zone)}
          <br />
          {offsetText(plan.zone, noon)}
        </Part>
        {days.map((day) => (
          <DayHead key={day.date} plan={plan} day={day} today={day.date === nowKey.slice(0, 10)} />
        ))}
      </Part>
      <Rows {...props} hours={hours} current={roving.current} />
      <NowLine plan={plan} days={days} now={now} hours={hours} />
    </Part>
  )
}
