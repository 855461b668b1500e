import { Button, Select } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { DayField } from '../../parts/day-field.tsx'
import { hourText } from '../../words/calendar.ts'
import { wizard } from '../../words/wizard.ts'
import { localInstant } from './recap.tsx'

const words = wizard.when
const hours = Array.from({ length: 24 }, (_, hour) => hourText(hour))

/** The pencil: a date and an hour, typed. Whether that slot is open is for the plan to say. */
export function TypedStart({ first, zone, onUse }: { first: string; zone: string; onUse: (start: string) => void }) {
  const [date, setDate] = useState(first.slice(0, 10))
  const [hour, setHour] = useState<string | null>(first.slice(11))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (date && hour) onUse(`${date}T${hour}`)
  }
  return (
    <form className="typed" onSubmit={submit}>
      <DayField label={words.date} value={date} onChange={setDate} data-autofocus />
      <Select label={words.hour} data={hours} value={hour} onChange={setHour} allowDeselect={false} searchable w={92} />
      <Button type="submit" variant="default">
        {words.use}
      </Button>
      <p className="fine faint">{words.zone(zone)}</p>
    </form>
  )
}

/** Slots that a refusal of a start names instead, as a start is written. */
function nearestOf(error: Error | null): string[] {
  const { code, data } = (error ?? {}) as { code?: string; data?: { nearest?: unknown } }
  if (code !== 'invalid_slot' || !Array.isArray(data?.nearest)) return []
  return data.nearest.filter((slot): slot is string => typeof slot === 'string')
}

/** The open slots beside an hour that can't be used, to take instead. */
export function Nearest({ error, onUse }: { error: Error | null; onUse: (start: string) => void }) {
  const slots = nearestOf(error)
  if (slots.length === 0) return null
  return (
    <div className="nearest" role="alert">
      <p className="small">{words.nearest(slots.length)}</p>
      {slots.map((slot) => (
        <Button key={slot} size="xs" variant="default" onClick={() => onUse(slot)}>
          {words.chosen(localInstant(slot), 'UTC')}
        </Button>
      ))}
    </div>
  )
}
