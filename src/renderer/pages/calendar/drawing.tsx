import { memo, type PointerEvent, useDeferredValue, useMemo } from 'react'
import { Day, type Dot } from '../../parts/score/day.tsx'
import { Legend } from '../../parts/score/legend.tsx'
import { daysShown, keyOf, type ScorePlan, type SlotKey } from '../../parts/score/model.ts'
import { Month } from '../../parts/score/month.tsx'
import { Staves } from '../../parts/score/staves.tsx'
import { Week } from '../../parts/score/week.tsx'
import { useSteady } from '../../parts/steady.ts'
import type { Thing } from './acts.ts'
import type { Range, Stretch, View } from './plan.ts'

export interface DrawingProps {
  range: Range
  plan: ScorePlan
  before: ScorePlan | undefined
  stretch: Stretch
  view: View
  mode: 'week' | 'score'
  date: string
  now: number
  selected: SlotKey | undefined
  target: SlotKey | undefined
  starts: ReadonlyMap<SlotKey, readonly { id: string; name: string }[]>
  onPick: (key: SlotKey) => void
  onDay: (date: string) => void
  onTurn: (by: -1 | 1) => void
  onGrab: (thing: Thing, event: PointerEvent) => void
}

const dotsOf = ({ dots, zone }: Range): ReadonlyMap<SlotKey, Dot[]> =>
  new Map(
    (dots ?? []).map(({ start, emails }) => [
      keyOf(Date.parse(start), zone),
      emails.map(([line, seconds, later]) => ({ line, seconds, later })),
    ]),
  )

const Drawn = memo((props: DrawingProps) => {
  const { range, plan, before, stretch, view, starts } = props
  const days = daysShown(plan, stretch.from, stretch.to)
  const names = new Map([...starts].map(([key, all]) => [key, all.map(({ name }) => name).join(', ')]))
  const shared = {
    plan,
    days,
    before,
    now: props.now,
    selected: props.selected,
    target: props.target,
    starts: names,
    onPick: props.onPick,
    onTurn: props.onTurn,
  }
  const grab = (event: PointerEvent) => {
    const key = (event.target as Element).closest<HTMLElement>('[data-start]')?.dataset.start
    const [first] = (key === undefined ? undefined : starts.get(key)) ?? []
    if (key !== undefined && first) props.onGrab({ kind: 'start', ...first, at: key }, event)
  }
  return (
    <>
      <div className="cal-draw" onPointerDown={grab}>
        {view === 'month' ? (
          <Month {...shared} month={props.date} selected={undefined} onPick={props.onDay} />
        ) : view === 'day' ? (
          <Day {...shared} dots={before ? undefined : dotsOf(range)} />
        ) : props.mode === 'score' ? (
          <Staves {...shared} />
        ) : (
          <Week {...shared} />
        )}
      </div>
      <div className="cal-foot">
        <Legend plan={plan} tried={before !== undefined} starts={starts.size > 0} other={false} />
      </div>
    </>
  )
})

/**
 * The calendar in the view that was chosen, with its legend. A start is taken hold of at its tick. A slider's verdict is
 * a sentence, and comes first: hundreds of cells are drawn after it, and not at all while only the slider has moved.
 */
export function Drawing({ range, plan, before, stretch, view, mode, date, ...rest }: DrawingProps) {
  const score = useMemo(
    () => ({ range, plan, before, stretch, view, mode, date }),
    [range, plan, before, stretch, view, mode, date],
  )
  return (
    <Drawn
      {...rest}
      {...useDeferredValue(score)}
      onPick={useSteady(rest.onPick)}
      onDay={useSteady(rest.onDay)}
      onTurn={useSteady(rest.onTurn)}
      onGrab={useSteady(rest.onGrab)}
    />
  )
}
