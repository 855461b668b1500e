import { Button, Modal, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { keyOf, partsOf, type SlotKey } from '../../parts/score/model.ts'
import { hourText, shortDay } from '../../words/calendar.ts'
import { calendar } from '../../words/calendar-page.ts'
import { foresee, moveTo, type Thing, whatOf } from './acts.ts'

const words = calendar.move

interface Given {
  thing: Thing
  zone: string
  /** Open slots that lie ahead. */
  open: readonly SlotKey[]
  onClose: () => void
}

/** Moves an email or a start without a pointer: a day, a slot, and what that leads to before anything is done. */
export function Move({ thing, zone, open, onClose }: Given) {
  const present = thing.kind === 'email' ? keyOf(Date.parse(thing.email.slot), zone) : thing.at
  const [key, setKey] = useState<SlotKey>(() => open.find((each) => each > present) ?? open.at(-1) ?? present)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const trial = useQuery({
    queryKey: ['calendar-move', thing, key],
    queryFn: ({ signal }) => foresee(thing, key, signal),
    staleTime: 0,
  })
  const dates = [...new Set(open.map((each) => partsOf(each).date))]
  const { date } = partsOf(key)
  const title = (thing.kind === 'email' ? words.title : words.startTitle)(whatOf(thing))
  const go = async () => {
    setBusy(true)
    setError(null)
    try {
      await moveTo(thing, key, zone, trial.data?.token)
      onClose()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={title} size={480}>
      <div className="cal-pick">
        <NativeSelect
          label={words.day}
          value={date}
          data={dates.map((each) => ({ value: each, label: shortDay(each) }))}
          onChange={({ currentTarget }) => setKey(open.find((each) => each.startsWith(currentTarget.value)) ?? key)}
          data-autofocus
        />
        <NativeSelect
          label={words.slot}
          value={key}
          data={open
            .filter((each) => each.startsWith(date))
            .map((each) => ({ value: each, label: hourText(partsOf(each).hour) }))}
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
        />
      </div>
      <div className="ask-body" aria-live="polite">
        {(trial.isFetching ? [words.asking] : (trial.data?.words ?? [])).map((text) => (
          <p key={text} className={trial.data?.refused && !trial.isFetching ? 'cal-bad' : ''}>
            {text}
          </p>
        ))}
      </div>
      {error !== null && <Notice tone="bad">{wordsOf(error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button disabled={trial.isFetching || trial.data?.refused} loading={busy} onClick={() => void go()}>
          {thing.kind === 'email' ? words.verb : words.startVerb}
        </Button>
      </DialogFoot>
    </Modal>
  )
}
