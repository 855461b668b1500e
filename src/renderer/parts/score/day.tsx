import { hourText, scoreWords as words } from '../../words/calendar.ts'
import { count } from '../../words/format.ts'
import { useInSight } from './in-sight.ts'
import {
  hoursOf,
  isFull,
  keyFor,
  keyOf,
  type Line,
  linesOf,
  offsetText,
  type ScoreSlot,
  type SlotKey,
  scaleOf,
  startOf,
  usedOf,
  withinHour,
} from './model.ts'
import { Part } from './part.tsx'
import { useRoving } from './roving.ts'
import { filtered, SlotCell, totalOf } from './slot.tsx'
import { clockText, hasCell, type ScoreProps } from './week.tsx'
import './views.css'

/** One email in its hour: seconds after the hour begins, and the line it stands on. */
export interface Dot {
  line: string
  seconds: number
  later: boolean
}

interface DayProps extends ScoreProps {
  /** Emails of a slot, where they are known. */
  dots?: ReadonlyMap<SlotKey, readonly Dot[]> | undefined
}

/** One line a sender, one dot an email. */
function Dots({ dots, lines }: { dots: readonly Dot[]; lines: readonly Line[] }) {
  return (
    <svg className="dots" viewBox={`0 0 3600 ${lines.length * 100}`} preserveAspectRatio="none" aria-hidden="true">
      {[0, 900, 1800, 2700, 3600].map((x) => (
        <line key={x} className="q" x1={x} x2={x} y1="0" y2={lines.length * 100} />
      ))}
      {lines.map((line, i) => (
        <g key={line.id} className={`ln-${line.lane}`}>
          <line className="r" x1="0" x2="3600" y1={i * 100 + 50} y2={i * 100 + 50} />
          {dots
            .filter((dot) => dot.line === line.id || line.id === '*')
            .map((dot, n) => (
              <line
                // biome-ignore lint/suspicious/noArrayIndexKey: two emails of one second are alike
                key={n}
                className={dot.later ? 'd later' : 'd'}
                x1={dot.seconds}
                x2={dot.seconds}
                y1={i * 100 + 50}
                y2={i * 100 + 50}
              />
            ))}
        </g>
      ))}
    </svg>
  )
}

function Figures({
  slot,
  lines,
  shown,
}: {
  slot: ScoreSlot | undefined
  lines: readonly Line[]
  shown: ScoreProps['shown']
}) {
  return (
    <span className="figs" aria-hidden>
      {lines.map((line) => {
        const lane = filtered(line.of(slot), shown ?? 'all')
        return (
          <span key={line.id} className={isFull(lane) ? 'full' : ''}>
            {lane.cap === null
              ? count(usedOf(lane))
              : lane.cap === 0
                ? words.full
                : `${count(usedOf(lane))} of ${count(lane.cap)}`}
          </span>
        )
      })}
    </span>
  )
}

/** One day: each hour with its meters at full width, and every email of it as a dot at its minute. */
export function Day(props: DayProps) {
  const { plan, days, now, before, shown = 'all', dots, selected } = props
  const day = days[0]
  const lines = linesOf(plan, words.all)
  const scale = Math.max(scaleOf(plan, days, lines), before ? scaleOf(before, days, linesOf(before, words.all)) : 0)
  const hours = day ? hoursOf(plan, days) : []
  const keys = day ? hours.filter((hour) => hasCell(plan, day, hour)).map((hour) => keyFor(day.date, hour)) : []
  const nowKey = keyOf(now, plan.zone)
  const roving = useRoving({ columns: [keys], initial: selected ?? nowKey, onPick: props.onPick, onTurn: props.onTurn })
  useInSight(roving.ref, { plan, days, hours, slots: [selected, props.starts?.keys().next().value, nowKey] })
  if (!day) return null
  return (
    <Part
      ref={roving.ref}
      is="grid"
      tabIndex={-1}
      className="score day"
      aria-label={words.day(day.date)}
      style={{ gridTemplateRows: `repeat(${hours.length}, minmax(44px, 1fr))` }}
      onKeyDown={roving.onKeyDown}
      onClick={roving.onClick}
      onFocus={roving.onFocus}
    >
      {hours.map((hour) => {
        const key = keyFor(day.date, hour)
        const slot = plan.slots.get(key)
        const running = key === nowKey
        return (
          <Part key={hour} is="row" className="rw hour">
            <Part is="rowheader" className="ax">
              {hourText(hour)}
              {hour === hours[0] && <small>{offsetText(plan.zone, startOf(key, plan.zone))}</small>}
            </Part>
            {hasCell(plan, day, hour) ? (
              <SlotCell
                slotKey={key}
                date={day.date}
                hour={hour}
                slot={slot}
                before={before ? before.slots.get(key) : null}
                lines={lines}
                scale={scale}
                shown={shown}
                past={key < nowKey}
                selected={selected === key}
                target={props.target === key}
                starts={props.starts?.get(key)}
                tab={roving.current === key}
              />
            ) : (
              <Part is="gridcell" className="shut" aria-label={words.closedSlot(day.date, hour)} />
            )}
            <Part is="gridcell" className="detail" data-slot-of={key}>
              {totalOf(slot, shown) > 0 && <Figures slot={slot} lines={lines} shown={shown} />}
              {dots?.has(key) && <Dots dots={dots.get(key) ?? []} lines={lines} />}
              {running && (
                <span className="nowat" style={{ left: `calc(96px + (100% - 96px) * ${withinHour(now, plan.zone)})` }}>
                  <b>{clockText(now, plan.zone)}</b>
                </span>
              )}
            </Part>
          </Part>
        )
      })}
    </Part>
  )
}
