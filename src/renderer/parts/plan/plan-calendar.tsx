import { ActionIcon, SegmentedControl } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import { shortDay } from '../../words/calendar.ts'
import { plan as words } from '../../words/plan.ts'
import { Day } from '../score/day.tsx'
import { Legend } from '../score/legend.tsx'
import { daysShown, keyOf, mondayOf, type ScorePlan, type SlotKey } from '../score/model.ts'
import { Month } from '../score/month.tsx'
import type { Shown } from '../score/slot.tsx'
import { Staves } from '../score/staves.tsx'
import { Strip } from '../score/strip.tsx'
import { Week } from '../score/week.tsx'
import { ends, type Planned, scoreOf } from './score-of.ts'
import { spanOf, titleOf, turned, type View } from './span.ts'
import './plan.css'

interface Props {
  planned: Planned
  /** What starts where the plan starts: the sequence's name. */
  name: string
  /** ms since the epoch, by the engine's clock. */
  now: number
  /** A slot of the calendar, to start there; left out where there is nothing to choose. */
  onPick?: ((key: SlotKey) => void) | undefined
}

const inWords = <T extends string>(of: Record<T, string>) =>
  (Object.entries(of) as [T, string][]).map(([value, label]) => ({ value, label }))

/** The plan as a calendar to leaf through: by day, week, month, or a staff for each sender; the whole of it below. */
export function PlanCalendar({ planned, name, now, onPick }: Props) {
  const score = useMemo(() => scoreOf(planned), [planned])
  const [view, setView] = useLocalStorage<View>({
    key: 'plan-view',
    defaultValue: 'Week',
    getInitialValueInEffect: false,
  })
  const [shown, setShown] = useState<Shown>('all')
  const first = ends(planned)?.first
  const start = first === undefined ? undefined : keyOf(Date.parse(first), planned.zone)
  const usual = (start ?? keyOf(now, planned.zone)).slice(0, 10)
  const [anchor, setAnchor] = useState(usual)
  // a plan that starts elsewhere is looked at where it starts
  useEffect(() => setAnchor(usual), [usual])
  const turn = (by: -1 | 1) => setAnchor((from) => turned(view, from, by))
  const pick = (key: SlotKey) => {
    if (view !== 'Month') return onPick?.(key)
    setAnchor(key)
    setView('Day')
  }
  return (
    <>
      <div className="cal-bar">
        <Turn view={view} score={score} anchor={anchor} onTurn={turn} />
        <h3 className="grow clip">{titleOf(view, anchor)}</h3>
        <SegmentedControl data={inWords(words.which)} value={shown} onChange={setShown} aria-label={words.shown} />
        <SegmentedControl data={inWords(words.views)} value={view} onChange={setView} aria-label={words.view} />
      </div>
      <Drawn {...{ score, view, anchor, now, shown, start, name }} onPick={pick} onTurn={turn} />
      <div className="cal-foot">
        <Legend plan={score} numbered={view === 'Week'} other={hasOther(score)} />
      </div>
      <Strip plan={score} shown={anchor} onPick={setAnchor} />
    </>
  )
}

const hasOther = (score: ScorePlan) => [...score.slots.values()].some((slot) => slot.all.other > 0)

function Turn({
  view,
  score,
  anchor,
  onTurn,
}: {
  view: View
  score: ScorePlan
  anchor: string
  onTurn: (by: -1 | 1) => void
}) {
  const reaches = (by: -1 | 1) => {
    const { from, to } = spanOf(view, turned(view, anchor, by))
    return score.days.some(({ date }) => date >= from && date <= to)
  }
  return (
    <>
      <ActionIcon aria-label={words.previous[view]} disabled={!reaches(-1)} onClick={() => onTurn(-1)}>
        <IconChevronLeft size={17} />
      </ActionIcon>
      <ActionIcon aria-label={words.next[view]} disabled={!reaches(1)} onClick={() => onTurn(1)}>
        <IconChevronRight size={17} />
      </ActionIcon>
    </>
  )
}

interface DrawnProps {
  score: ScorePlan
  view: View
  anchor: string
  now: number
  shown: Shown
  start: SlotKey | undefined
  name: string
  onPick: (key: SlotKey) => void
  onTurn: (by: -1 | 1) => void
}

function Drawn({ score, view, anchor, start, name, ...rest }: DrawnProps) {
  const { from, to } = spanOf(view, anchor)
  const days = useMemo(() => daysShown(score, from, to), [score, from, to])
  const starts = useMemo(() => new Map(start === undefined ? [] : [[start, name]]), [start, name])
  const props = { plan: score, days, starts, ...rest }
  if (view === 'Month') return <Month {...props} month={`${anchor.slice(0, 7)}-01`} />
  if (view === 'Day') return <Day {...props} />
  return view === 'Score' ? <Staves {...props} label={shortDay(mondayOf(anchor))} /> : <Week {...props} />
}
