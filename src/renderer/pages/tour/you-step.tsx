import { SegmentedControl, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import type { Client } from '../../../shared/contract/index.ts'
import { windowsText } from '../../../shared/domain/window.ts'
import { api, client } from '../../api/client.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { hourText } from '../../words/calendar.ts'
import { tour } from '../../words/tour.ts'
import { type BodyProps, Foot, Hero, Next } from './pieces.tsx'

const words = tour.you
type Workspace = Awaited<ReturnType<Client['workspace']['get']>>
type Seat = Awaited<ReturnType<Client['seats']['list']>>[number]
type Days = keyof typeof words.weekdays

/** Who you are, and when mail may leave: found on this computer, to be confirmed. */
export function YouStep(props: BodyProps) {
  const workspace = useQuery(api.workspace.get.queryOptions())
  const seats = useQuery(api.seats.list.queryOptions())
  const error = workspace.error ?? seats.error
  const [seat] = seats.data ?? []
  return (
    <section className="tour-page" aria-label={tour.steps.you}>
      <Hero said={words.hero} />
      <p className="lead dim">{words.lead}</p>
      {error && <Failed what={tour.steps.you} error={error} onAgain={workspace.refetch} />}
      {workspace.data && seat ? (
        <Form {...props} workspace={workspace.data} seat={seat} />
      ) : (
        !error && <RowsOnTheWay rows={4} height={54} />
      )}
    </section>
  )
}

const spans: Record<Days, number[]> = {
  'mon-fri': [1, 2, 3, 4, 5],
  'mon-sat': [1, 2, 3, 4, 5, 6],
  daily: [1, 2, 3, 4, 5, 6, 7],
}

/** The windows as one span of hours on a run of days; null when they are anything else. */
function simple(windows: Workspace['windows']): { days: Days; from: number; to: number } | null {
  const [first] = windows
  if (!first || windows.some(({ from, to }) => from !== first.from || to !== first.to)) return null
  const on = windows.map(({ day }) => day).join()
  const days = (Object.keys(spans) as Days[]).find((each) => spans[each].join() === on)
  return days ? { days, from: first.from, to: first.to } : null
}

const zones = Intl.supportedValuesOf('timeZone')
const hours = Array.from({ length: 25 }, (_, hour) => ({ value: String(hour), label: hourText(hour) }))

interface Found {
  name: string
  zone: string
  holidays: string | null
  hours: { days: Days; from: number; to: number } | null
}

/** Writes only what somebody changed. */
async function save(found: Found, workspace: Workspace, seat: Seat): Promise<void> {
  const was = simple(workspace.windows)
  const now = found.hours
  const moved = now && (now.days !== was?.days || now.from !== was.from || now.to !== was.to)
  const name = found.name.trim()
  const isNew = name !== '' && name !== seat.name
  const change = {
    // a workspace that was called after whoever this was, is called after whom it is
    ...(isNew && workspace.name === words.workspaceOf(seat.name) ? { name: words.workspaceOf(name) } : {}),
    ...(found.zone !== workspace.zone ? { zone: found.zone } : {}),
    ...(found.holidays !== workspace.holidays ? { holidays: found.holidays } : {}),
    ...(moved ? { windows: [`${now.days} ${hourText(now.from)}-${hourText(now.to)}`] } : {}),
  }
  if (Object.keys(change).length > 0) await client.workspace.update(change)
  if (isNew) await client.seats.update({ public_id: seat.public_id, name })
}

function Form({ workspace, seat, unsaved, onNext }: BodyProps & { workspace: Workspace; seat: Seat }) {
  const [found, setFound] = useState<Found>({
    name: seat.name,
    zone: workspace.zone,
    holidays: workspace.holidays,
    hours: simple(workspace.windows),
  })
  const set = (change: Partial<Found>) => setFound((was) => ({ ...was, ...change }))
  const countries = useQuery(api.workspace.countries.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data ?? []
  const saving = useMutation({ mutationFn: () => save(found, workspace, seat) })
  const { mutateAsync } = saving
  useEffect(() => {
    unsaved.current = mutateAsync
    return () => {
      unsaved.current = null
    }
  }, [unsaved, mutateAsync])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate(undefined, { onSuccess: onNext })
  }
  return (
    <form onSubmit={submit}>
      <div className="you">
        <TextInput label={words.name} value={found.name} onChange={(e) => set({ name: e.currentTarget.value })} />
        <Select
          label={words.zone}
          data={zones.includes(found.zone) ? zones : [found.zone, ...zones]}
          value={found.zone}
          onChange={(zone) => zone && set({ zone })}
          searchable
          allowDeselect={false}
          limit={60}
        />
        {found.hours ? (
          <Hours hours={found.hours} onHours={(next) => set({ hours: next })} />
        ) : (
          <p className="small dim">{words.own(windowsText(workspace.windows))}</p>
        )}
        <Select
          label={words.holidays}
          data={countries.map(({ code, name }) => ({ value: code, label: name }))}
          value={found.holidays}
          onChange={(holidays) => set({ holidays })}
          placeholder={words.none}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': words.none }}
          limit={60}
        />
      </div>
      {saving.error && <Notice tone="bad">{wordsOf(saving.error)}</Notice>}
      <Foot>
        <Next label={tour.next.you} submit disabled={saving.isPending} />
      </Foot>
    </form>
  )
}

type Span = NonNullable<Found['hours']>

function Hours({ hours: span, onHours }: { hours: Span; onHours: (span: Span) => void }) {
  const pick = (which: 'from' | 'to') => (value: string | null) => {
    if (value === null) return
    const next = { ...span, [which]: Number(value) }
    // an empty window would let nothing leave
    if (next.from < next.to) onHours(next)
  }
  return (
    <fieldset className="you-hours">
      <legend className="cz-label">{words.hours}</legend>
      <SegmentedControl
        aria-label={words.days}
        data={Object.entries(words.weekdays).map(([value, label]) => ({ value, label }))}
        value={span.days}
        onChange={(days) => onHours({ ...span, days: days as Days })}
      />
      <Select
        aria-label={words.from}
        data={hours.slice(0, 24)}
        value={String(span.from)}
        onChange={pick('from')}
        w={92}
        allowDeselect={false}
      />
      <span className="dim">{words.to}</span>
      <Select
        aria-label={words.to}
        data={hours.slice(1)}
        value={String(span.to)}
        onChange={pick('to')}
        w={92}
        allowDeselect={false}
      />
    </fieldset>
  )
}
