import { IconCheck } from '@tabler/icons-react'
import { type CSSProperties, memo } from 'react'
import { scoreWords as words } from '../../words/calendar.ts'
import { emptyLane, isFull, type Line, type ScoreLane, type ScoreSlot, type SlotKey, usedOf } from './model.ts'
import { CellButton } from './part.tsx'
import './score.css'
import './line.css'

/** Which emails of a slot are counted and drawn. */
export type Shown = 'all' | 'first' | 'later'

/** The part of a lane that is shown; what is left out still takes its place on the line. */
export function filtered(lane: ScoreLane, shown: Shown): ScoreLane {
  if (shown === 'all') return lane
  const [first, later] = shown === 'first' ? [lane.first, 0] : [0, lane.later]
  return { ...lane, first, later, other: lane.other + lane.first + lane.later - first - later }
}

export const totalOf = (slot: ScoreSlot | undefined, shown: Shown): number =>
  slot === undefined ? 0 : shown === 'all' ? slot.total : shown === 'first' ? slot.all.first : slot.all.later

const percent = (n: number, scale: number) => `${(n / scale) * 100}%`

/** Ink along a ruled line up to a stop, the limit; `before`: where it ended before the change that is tried. */
export function LaneLine({
  lane,
  before,
  scale,
  n,
}: {
  lane: ScoreLane
  before: ScoreLane | null
  scale: number
  n: number
}) {
  const { other, first, later, cap } = lane
  const moved = before !== null && usedOf(before) !== usedOf(lane)
  return (
    <span className={`line ln-${n}${isFull(lane) ? ' full' : ''}`}>
      {other > 0 && <i className="other" style={{ width: percent(other, scale) }} />}
      {first > 0 && <i style={{ left: percent(other, scale), width: percent(first, scale) }} />}
      {later > 0 && (
        <i className="later" style={{ left: percent(other + first, scale), width: percent(later, scale) }} />
      )}
      {cap !== null && <span className="lim" style={{ left: percent(Math.min(cap, scale), scale) }} />}
      {moved && <span className="was-at" style={{ left: percent(Math.min(usedOf(before), scale), scale) }} />}
    </span>
  )
}

export interface SlotCellProps {
  slotKey: SlotKey
  date: string
  hour: number
  slot: ScoreSlot | undefined
  /** The same slot before the change that is tried; null: nothing is tried. */
  before: ScoreSlot | null | undefined
  lines: readonly Line[]
  scale: number
  shown: Shown
  past: boolean
  selected: boolean
  /** A dragged email or start is above it. */
  target: boolean
  /** Names of what starts here. */
  starts: string | undefined
  /** The cell that Tab reaches. */
  tab: boolean
  style?: CSSProperties
}

/** Drawn, not written: the cell's name says it in its own place. */
function Mark({ difference, done, starts }: { difference: number; done: boolean; starts: string | undefined }) {
  if (difference !== 0) return <span className="mk up" data-mark={words.signed(difference)} />
  if (done)
    return (
      <span className="mk" aria-hidden>
        <IconCheck size={12} stroke={2} aria-hidden />
      </span>
    )
  return starts === undefined ? null : <span className="mk up" data-mark={words.start} />
}

/** One hour: its count, and a line for each sender. Clicks and keys are the grid's. */
export const SlotCell = memo(function SlotCell(props: SlotCellProps) {
  const { slot, before, lines, scale, shown, past, starts } = props
  const total = totalOf(slot, shown)
  const difference = before === null ? 0 : total - totalOf(before, shown)
  const lanes = lines.map((line) => ({ line, lane: filtered(line.of(slot), shown) }))
  const sent = slot?.all.sent ?? 0
  const drawn = lanes.some(({ lane }) => usedOf(lane) > 0) || (before?.total ?? 0) > 0
  const state = `${past ? ' past' : ''}${props.selected ? ' sel' : ''}${starts ? ' start' : ''}${props.target ? ' target' : ''}`
  return (
    <CellButton
      className={`cell${state}`}
      style={props.style}
      data-slot={props.slotKey}
      tabIndex={props.tab ? 0 : -1}
      aria-selected={props.selected}
      aria-label={words.slot({
        date: props.date,
        hour: props.hour,
        total,
        sent: Math.min(sent, total),
        difference,
        starts: starts !== undefined,
        lanes: lanes.map(({ line, lane }) => ({ name: line.name, used: usedOf(lane), cap: lane.cap })),
      })}
    >
      {starts !== undefined && <span className="tick" data-start={props.slotKey} title={words.startOf(starts)} />}
      <span className="top">
        {total > 0 && <span className="cnt">{total}</span>}
        <Mark difference={difference} done={past && total > 0 && sent >= total} starts={starts} />
      </span>
      {drawn && (
        <span className="staff">
          {lanes.map(({ line, lane }) => (
            <LaneLine
              key={line.id}
              lane={lane}
              before={before === null ? null : filtered(before ? line.of(before) : emptyLane, shown)}
              scale={scale}
              n={line.lane}
            />
          ))}
        </span>
      )}
    </CellButton>
  )
})
