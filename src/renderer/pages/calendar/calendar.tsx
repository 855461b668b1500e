import { Button, Skeleton } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useDeferredValue, useMemo, useState } from 'react'
import { api } from '../../api/client.ts'
import { useDoor, useNow, useZone } from '../../api/hooks.ts'
import { Empty } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { addDays, keyOf } from '../../parts/score/model.ts'
import { Strip } from '../../parts/score/strip.tsx'
import { calendar as words } from '../../words/calendar-page.ts'
import { moveTo, type Thing } from './acts.ts'
import './calendar.css'
import { Drawing } from './drawing.tsx'
import { Ghost } from './ghost.tsx'
import { Head } from './head.tsx'
import { Move } from './move.tsx'
import {
  drawnOf,
  openAhead,
  opensOn,
  planOf,
  type Range,
  type Sender,
  shortNames,
  startsOf,
  stretchOf,
  triedPlan,
  turned,
} from './plan.ts'
import { Said } from './said.tsx'
import type { CalendarSearch } from './search.ts'
import { SlotPanel } from './slot-panel.tsx'
import { useDrag } from './use-drag.ts'
import { useTrial } from './use-trial.tsx'
import { WhatIf } from './what-if.tsx'

/** The rows of a week that is on its way. */
function OnTheWay() {
  return (
    <div className="cal-way" aria-busy="true">
      {Array.from({ length: 45 }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the cells are all alike and never move
        <div key={i}>
          <Skeleton height={6} width={`${[80, 55, 70, 35, 60][i % 5]}%`} />
          <Skeleton height={6} width={`${[50, 65, 30, 55, 45][i % 5]}%`} />
        </div>
      ))}
    </div>
  )
}

/** The calendar: the plan by day, week or month; a slot's emails; and what a change would come to. */
export function Calendar() {
  const search = useSearch({ from: '/frame/calendar' })
  const zone = useZone()
  const now = useNow()
  const door = useDoor()
  const today = now === null ? null : keyOf(now, zone).slice(0, 10)
  const { view = 'week', by = 'sender' } = search
  const ahead = useQuery(
    api.calendar.range.queryOptions({
      input: { from: today ?? '2026-01-01', to: addDays(today ?? '2026-01-01', 27), by: 'sender' },
      enabled: today !== null,
      placeholderData: keepPreviousData,
    }),
  )
  const named = search.date ?? search.slot?.slice(0, 10)
  const opening = today === null || !ahead.data ? null : opensOn(view, today, ahead.data)
  // Today's page is asked for while it is not known yet whether it is the one to open on.
  const asked = named ?? opening ?? today
  const date = named ?? (ahead.isError ? today : opening)
  const stretch = asked === null ? null : stretchOf(view, asked)
  const range = useQuery(
    api.calendar.range.queryOptions({
      input: {
        ...(stretch ?? { from: '2026-01-01', to: '2026-01-01' }),
        by,
        ...(view === 'day' ? { dots: true } : {}),
      },
      enabled: stretch !== null,
      placeholderData: keepPreviousData,
    }),
  )
  if (range.isError)
    return (
      <div className="page cal-page">
        <h1>{words.name}</h1>
        <Failed what={words.failed} error={range.error} onAgain={range.refetch} />
      </div>
    )
  const isOnItsWay = named === undefined && date !== today && range.isPlaceholderData
  if (!range.data || isOnItsWay || date === null || today === null || now === null || stretch === null)
    return (
      <div className="page fill cal-page">
        <h1>{date === null ? words.name : words.title(view, date)}</h1>
        <OnTheWay />
      </div>
    )
  return (
    <Loaded
      range={range.data}
      version={range.dataUpdatedAt}
      ahead={ahead.data}
      {...{ search, date, today, now }}
      isLater={named === undefined && date !== today}
      stretch={drawnOf(range.data, stretch)}
      offline={door === 'lost'}
    />
  )
}

interface LoadedProps {
  range: Range
  version: number
  ahead: Range | undefined
  search: CalendarSearch
  date: string
  today: string
  /** It opened on a later page, because today's is empty. */
  isLater: boolean
  now: number
  stretch: { from: string; to: string }
  offline: boolean
}

function useSteering(search: CalendarSearch) {
  const navigate = useNavigate()
  return (change: Partial<CalendarSearch>) =>
    void navigate({ to: '/calendar', search: { ...search, ...change } as never, replace: true })
}

type Steer = ReturnType<typeof useSteering>

interface SteeredProps {
  search: CalendarSearch
  date: string
  today: string
  steer: Steer
}

function Steered({ search, date, today, steer }: SteeredProps) {
  const { view = 'week', by = 'sender', mode = 'week' } = search
  return (
    <Head
      {...{ view, date, by, mode }}
      onView={(to) => steer({ view: to === 'score' ? 'week' : to, mode: to === 'score' ? to : undefined, date })}
      onBy={(to) => steer({ by: to })}
      onTurn={(to) => steer({ date: turned(view, date, to), slot: undefined, email: undefined })}
      onToday={() => steer({ date: today, slot: undefined, email: undefined })}
    />
  )
}

function Tries(props: {
  range: Range
  ahead: Range | undefined
  names: ReadonlyMap<string, string>
  trial: ReturnType<typeof useTrial>
}) {
  const { trial, ...rest } = props
  return (
    <WhatIf
      {...rest}
      present={trial.present}
      knobs={trial.knobs}
      tried={trial.tried}
      changed={trial.change !== null}
      error={trial.error}
      busy={trial.busy}
      onTurn={trial.turn}
      onNear={trial.renew}
      onBack={trial.back}
      onApply={() => void trial.apply()}
    />
  )
}

function Nothing() {
  return (
    <div className="page cal-page">
      <h1>{words.name}</h1>
      <Empty
        title={words.emptyTitle}
        action={<Button renderRoot={(props) => <Link to="/sequences" {...props} />}>{words.emptyAction}</Button>}
      >
        {words.emptyMore}
      </Empty>
    </div>
  )
}

/**
 * The plan as it is, and as it would be; senders who would come to it get a line of their own. What is drawn comes after
 * the sentence that says what it comes to.
 */
function usePlans(range: Range, { tried: latest, joining }: ReturnType<typeof useTrial>) {
  const tried = useDeferredValue(latest)
  const before = useMemo(() => planOf(range), [range])
  // biome-ignore lint/correctness/useExhaustiveDependencies: who joins is asked with what is tried
  const after = useMemo(() => (tried ? triedPlan(range, tried, joining) : null), [range, tried])
  return { before, after }
}

function namesOf(senders: readonly Sender[]): ReadonlyMap<string, string> {
  const short = shortNames(senders)
  return new Map(senders.map(({ id, address }, i) => [id, short[i] ?? address]))
}

function Loaded(props: LoadedProps) {
  const { range, ahead, search, date, today, now, stretch } = props
  const { view = 'week', mode = 'week' } = search
  const steer = useSteering(search)
  const trial = useTrial(props)
  const [moving, setMoving] = useState<Thing | null>(null)
  const [trouble, setTrouble] = useState<unknown>(null)
  const { drag, begin } = useDrag((thing, key, foreseen) => {
    setTrouble(null)
    moveTo(thing, key, range.zone, foreseen.token).catch(setTrouble)
  }, setMoving)
  const { before, after } = usePlans(range, trial)
  const starts = useMemo(() => startsOf(range), [range])
  const plan = after ?? before
  const names = useMemo(() => namesOf([...range.senders, ...trial.joinable]), [range, trial.joinable])
  if (range.planned === 0 && range.totals.length === 0) return <Nothing />
  return (
    <div className={search.slot && view !== 'month' ? 'with-panel' : 'cal-alone'}>
      <div className="page fill cal-page">
        <Steered {...{ search, date, today, steer }} />
        <Said {...{ range, view, trouble }} isLater={props.isLater} offline={props.offline} />
        <Drawing
          {...{ range, plan, stretch, view, mode, date, now, starts }}
          before={after ? before : undefined}
          selected={search.slot}
          target={drag?.target}
          onPick={(slot) => steer({ slot: slot === search.slot ? undefined : slot, email: undefined })}
          onDay={(to) => steer({ view: 'day', date: to })}
          onTurn={(to) => steer({ date: turned(view, date, to), slot: undefined })}
          onGrab={begin}
        />
        {view !== 'month' && (
          <Strip
            plan={plan}
            before={after ? before : undefined}
            shown={stretch.from}
            onPick={(to) => steer({ date: to, slot: undefined })}
          />
        )}
        <Tries range={range} ahead={ahead} names={names} trial={trial} />
      </div>
      {search.slot && view !== 'month' && (
        <SlotPanel
          key={search.slot}
          plan={plan}
          before={before}
          slotKey={search.slot}
          by={range.by}
          email={search.email}
          starts={starts.get(search.slot) ?? []}
          onEmail={(email) => steer({ email })}
          onClose={() => steer({ slot: undefined, email: undefined })}
          onMove={setMoving}
          onGrab={begin}
        />
      )}
      {moving && (
        <Move thing={moving} zone={range.zone} open={openAhead([ahead, range], now)} onClose={() => setMoving(null)} />
      )}
      {drag && <Ghost drag={drag} />}
    </div>
  )
}
