import { Button, Modal, Select } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { client } from '../../api/client.ts'
import { DayField } from '../../parts/day-field.tsx'
import { DialogFoot } from '../../parts/dialog.tsx'
import { useLasting } from '../../parts/lasting.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { date, hour, moment, timeOf } from '../../words/format.ts'
import { outbox } from '../../words/outbox.ts'
import { Consequence, type Refused, type Told } from './consequence.tsx'

const words = outbox.dialog.move
const hours = Array.from({ length: 24 }, (_, at) => `${String(at).padStart(2, '0')}:00`)

export interface Moving {
  ids: readonly string[]
  /** Slot they are in now, ISO 8601: where the choice begins. */
  slot: string
}

interface Trial {
  told: Told
  refused: Refused
}

/** What the move would lead to: one email's refusal is the answer, among several it is told beside the others. */
async function tried(ids: readonly string[], slot: string, signal: AbortSignal): Promise<Trial> {
  const [only] = ids
  if (ids.length === 1 && only !== undefined) {
    const { consequence } = await client.sends.move({ public_id: only, slot, dry_run: true }, { signal })
    return { told: consequence, refused: [] }
  }
  const trial = await client.sends.bulk({ ids: [...ids], action: 'move', slot, dry_run: true }, { signal })
  const [first] = trial.refused
  if (trial.done === 0 && first) throw new Error(first.why)
  if (!trial.consequence) throw new Error(words.pick)
  return { told: trial.consequence, refused: trial.refused }
}

/** Open slots that a refusal names, ms since the epoch. */
function nearestOf(error: Error | null): number[] {
  const { data } = (error ?? {}) as { data?: { before?: unknown; after?: unknown } }
  return [data?.before, data?.after].filter((at): at is number => typeof at === 'number')
}

interface MoveProps {
  moving: Moving
  zone: string
  now: number | null
  onClose: () => void
  onMove: (slot: string) => Promise<unknown>
}

interface OutlookProps {
  /** Null until another slot is chosen. */
  trial: { data: Trial | undefined; error: Error | null; isFetching: boolean } | null
  zone: string
  now: number | null
  onPick: (instant: number) => void
}

/** What would happen, or why the slot can't be had and which ones beside it can. */
function Outlook({ trial, zone, now, onPick }: OutlookProps) {
  const nearest = nearestOf(trial?.error ?? null)
  return (
    <div className="ob-told" aria-live="polite" aria-busy={trial?.isFetching}>
      {trial === null ? (
        <p className="dim">{words.pick}</p>
      ) : trial.error ? (
        <Notice tone="warn">
          {wordsOf(trial.error)}
          {nearest.length > 0 && (
            <div className="ob-nearest">
              <span className="unseen">{words.nearest}</span>
              {nearest.map((instant) => (
                <Button key={instant} size="xs" variant="default" onClick={() => onPick(instant)}>
                  {moment(instant, zone, now)}
                </Button>
              ))}
            </div>
          )}
        </Notice>
      ) : trial.data ? (
        <Consequence told={trial.data.told} refused={trial.data.refused} now={now} />
      ) : (
        <p className="dim">{words.busy}</p>
      )}
    </div>
  )
}

function MoveForm({ moving, zone, now, onClose, onMove }: MoveProps) {
  const [on, setOn] = useState(date(moving.slot, zone))
  const [at, setAt] = useState<string | null>(`${hour(moving.slot, zone).slice(0, 2)}:00`)
  const [isMoving, setMoving] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const slot = on && at ? `${on}T${at}` : null
  const isChosen = slot !== null && slot !== `${date(moving.slot, zone)}T${hour(moving.slot, zone)}`
  const trial = useQuery<Trial>({
    queryKey: ['move', moving.ids, slot],
    queryFn: ({ signal }) => tried(moving.ids, slot ?? '', signal),
    enabled: isChosen,
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  })
  const pick = (instant: number) => {
    setOn(date(instant, zone))
    setAt(`${hour(instant, zone).slice(0, 2)}:00`)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!isChosen) return
    setMoving(true)
    setFailed(null)
    try {
      await onMove(slot)
      onClose()
    } catch (thrown) {
      setFailed(wordsOf(thrown))
    } finally {
      setMoving(false)
    }
  }
  const n = moving.ids.length - (trial.data?.refused.length ?? 0)
  return (
    <form onSubmit={(event) => void submit(event)}>
      <div className="ob-slot">
        <DayField label={words.date} value={on} onChange={setOn} data-autofocus />
        <Select label={words.hour} data={hours} value={at} onChange={setAt} allowDeselect={false} w={96} />
        <p className="fine faint">{words.zone(timeOf(zone))}</p>
      </div>
      <Outlook trial={isChosen ? trial : null} {...{ zone, now }} onPick={pick} />
      {failed && <Notice tone="bad">{failed}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onClose}>
          {outbox.dialog.keep}
        </Button>
        <Button type="submit" loading={isMoving} disabled={!isChosen || !!trial.error || trial.isFetching}>
          {words.verb(n)}
        </Button>
      </DialogFoot>
    </form>
  )
}

/** Another slot for one email or several, with the consequence shown before anything is written. */
export function MoveDialog({ moving, ...rest }: Omit<MoveProps, 'moving'> & { moving: Moving | null }) {
  const shown = useLasting(moving)
  return (
    <Modal opened={moving !== null} onClose={rest.onClose} title={words.title(shown?.ids.length ?? 1)} size={520}>
      {shown && <MoveForm moving={shown} {...rest} />}
    </Modal>
  )
}
