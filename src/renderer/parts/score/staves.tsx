import { memo } from 'react'
import { dayNumeral, shortDay, weekdayShort, scoreWords as words } from '../../words/calendar.ts'
import { count } from '../../words/format.ts'
import {
  emptyLane,
  hoursOf,
  isFolded,
  isFull,
  isWeekly,
  keyFor,
  keyOf,
  type ScoreDay,
  type ScoreLane,
  type ScorePlan,
  type ScoreSender,
  type ScoreSlot,
  type SlotKey,
  usedOf,
  withinHour,
} from './model.ts'
import { CellButton, Part } from './part.tsx'
import { useRoving } from './roving.ts'
import { filtered, type Shown, totalOf } from './slot.tsx'
import { clockText, hasCell, type ScoreProps } from './week.tsx'
import './staves.css'

const percent = (n: number, scale: number) => `${(Math.min(n, scale) / scale) * 100}%`

/** Ink from the ground of a staff up to a cap, the limit. */
function Bar({ lane, before, scale, n }: { lane: ScoreLane; before: ScoreLane | null; scale: number; n: number }) {
  const { other, first, later, cap } = lane
  const moved = before !== null && usedOf(before) !== usedOf(lane)
  return (
    <span className={`bar ln-${n}${isFull(lane) ? ' full' : ''}`}>
      {other > 0 && <i className="other" style={{ height: percent(other, scale) }} />}
      {first > 0 && <i style={{ bottom: percent(other, scale), height: percent(first, scale) }} />}
      {later > 0 && (
        <i className="later" style={{ bottom: percent(other + first, scale), height: percent(later, scale) }} />
      )}
      {cap !== null && <span className="cap" style={{ bottom: percent(cap, scale) }} />}
      {moved && <span className="was-at" style={{ bottom: percent(usedOf(before), scale) }} />}
    </span>
  )
}

interface ColumnProps {
  slotKey: SlotKey
  slot: ScoreSlot | undefined
  before: ScoreSlot | null | undefined
  senders: readonly ScoreSender[]
  scale: number
  shown: Shown
  /** Extra class names, each with a blank before it. */
  state: string
  selected: boolean
  tab: boolean
  starts: string | undefined
}

/** One hour through all staves. */
const Column = memo(function Column(props: ColumnProps) {
  const { slotKey, slot, before, senders, scale, shown } = props
  const total = totalOf(slot, shown)
  const lanes = senders.map((s) => ({ sender: s, lane: filtered(slot?.lanes[s.id] ?? emptyLane, shown) }))
  const hour = Number(slotKey.slice(11))
  return (
    <CellButton
      className={`col${props.state}`}
      data-slot={slotKey}
      tabIndex={props.tab ? 0 : -1}
      aria-selected={props.selected}
      aria-label={words.slot({
        date: slotKey.slice(0, 10),
        hour,
        total,
        sent: Math.min(slot?.all.sent ?? 0, total),
        difference: before === null ? 0 : total - totalOf(before, shown),
        starts: props.starts !== undefined,
        lanes: lanes.map(({ sender, lane }) => ({ name: sender.name, used: usedOf(lane), cap: lane.cap })),
      })}
    >
      {props.starts !== undefined && <span className="tick" data-start={slotKey} title={words.startOf(props.starts)} />}
      <span className="h" data-mark={hour} />
      {lanes.map(({ sender, lane }) => (
        <Bar
          key={sender.id}
          lane={lane}
          before={before === null ? null : filtered(before?.lanes[sender.id] ?? emptyLane, shown)}
          scale={scale}
          n={sender.lane}
        />
      ))}
      <span className="sum" data-mark={total > 0 ? count(total) : ''} />
    </CellButton>
  )
})

function scaleOfStaves(plans: (ScorePlan | undefined)[], days: readonly ScoreDay[]): number {
  const dates = new Set(days.map(({ date }) => date))
  let most = 10
  for (const plan of plans)
    for (const slot of plan?.slots.values() ?? [])
      if (dates.has(slot.date)) for (const l of Object.values(slot.lanes)) most = Math.max(most, l.cap ?? 0, usedOf(l))
  return most
}

/** A day's hours, or the strip that names why there are none. */
function DayBlock(props: ScoreProps & { day: ScoreDay; hours: number[]; scale: number; current: SlotKey | undefined }) {
  const { plan, day, now, before, shown = 'all', hours, scale } = props
  const nowKey = keyOf(now, plan.zone)
  const today = day.date === nowKey.slice(0, 10)
  if (isFolded(plan, day))
    return (
      <Part is="gridcell" className="off" aria-label={words.closedDay(day.date, day.closed ?? words.noSendingAlone)}>
        <span className="dn" data-mark={`${weekdayShort(day.date).slice(0, 2)}\n${dayNumeral(day.date)}`} />
        <span className="hatch">{!isWeekly(day, words.weekly) && <b>{day.closed}</b>}</span>
      </Part>
    )
  const open = hours.filter((hour) => hasCell(plan, day, hour))
  return (
    <Part is="presentation" className={`dayb${today ? ' today' : ''}`} style={{ flexGrow: open.length }}>
      <span className="dn" aria-hidden>
        {shortDay(day.date)}
      </span>
      {open.map((hour) => {
        const key = keyFor(day.date, hour)
        return (
          <Column
            key={key}
            slotKey={key}
            slot={plan.slots.get(key)}
            before={before ? before.slots.get(key) : null}
            senders={plan.senders}
            scale={scale}
            shown={shown}
            state={`${key < nowKey ? ' past' : ''}${props.selected === key ? ' sel' : ''}${props.target === key ? ' target' : ''}`}
            selected={props.selected === key}
            tab={props.current === key}
            starts={props.starts?.get(key)}
          />
        )
      })}
      {today && open.includes(Number(nowKey.slice(11))) && (
        <span
          className="nowv"
          aria-hidden
          style={{
            left: `${((open.indexOf(Number(nowKey.slice(11))) + withinHour(now, plan.zone)) / open.length) * 100}%`,
          }}
        >
          <b>{clockText(now, plan.zone)}</b>
        </span>
      )}
    </Part>
  )
}

/** The second view: time runs left to right, one staff a sender, bars filled to the limit, the total below. */
export function Staves(props: ScoreProps) {
  const { plan, days, now, before, selected } = props
  const hours = hoursOf(plan, days)
  const scale = scaleOfStaves([plan, before], days)
  const columns = days
    .filter((day) => !isFolded(plan, day))
    .flatMap((day) => hours.filter((h) => hasCell(plan, day, h)).map((h) => [keyFor(day.date, h)]))
  const nowKey = keyOf(now, plan.zone)
  const roving = useRoving({ columns, initial: selected ?? nowKey, onPick: props.onPick, onTurn: props.onTurn })
  return (
    <div className="staves" style={{ '--staves': plan.senders.length } as React.CSSProperties}>
      <div className="names" aria-hidden>
        {plan.senders.map((s) => (
          <div key={s.id}>
            <strong title={s.address}>{s.name}</strong>
            {s.limits.split(', ').map((limit) => (
              <span key={limit}>{limit}</span>
            ))}
          </div>
        ))}
        <b>{words.all}</b>
      </div>
      <Part
        ref={roving.ref}
        is="grid"
        tabIndex={-1}
        className="bars"
        aria-label={props.label ?? words.score}
        onKeyDown={roving.onKeyDown}
        onClick={roving.onClick}
        onFocus={roving.onFocus}
      >
        <Part is="row" className="barrow">
          {days.map((day) => (
            <DayBlock key={day.date} {...props} day={day} hours={hours} scale={scale} current={roving.current} />
          ))}
        </Part>
      </Part>
    </div>
  )
}
