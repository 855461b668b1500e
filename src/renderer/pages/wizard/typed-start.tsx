import { Button, Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { keyOf } from '../../parts/score/model.ts'
import { hourText } from '../../words/calendar.ts'
import { moment } from '../../words/format.ts'
import { wizard } from '../../words/wizard.ts'

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
      <TextInput
        type="date"
        label={words.date}
        value={date}
        onChange={(event) => setDate(event.currentTarget.value)}
        required
        withAsterisk={false}
        data-autofocus
      />
      <Select label={words.hour} data={hours} value={hour} onChange={setHour} allowDeselect={false} searchable w={92} />
      <Button type="submit" variant="default">
        {words.use}
      </Button>
      <p className="fine faint">{words.zone(zone)}</p>
    </form>
  )
}

/** Instants that a refusal of a start names instead. */
function nearestOf(error: Error | null): number[] {
  const { code, data } = (error ?? {}) as { code?: string; data?: { nearest?: unknown } }
  if (code !== 'invalid_slot' || !Array.isArray(data?.nearest)) return []
  return data.nearest.filter((at): at is number => typeof at === 'number')
}

/** Why the hour can't be used, and the open ones beside it to take instead. */
export function Nearest(props: { error: Error | null; zone: string; now: number; onUse: (start: string) => void }) {
  const { error, zone, now, onUse } = props
  const slots = nearestOf(error)
  if (slots.length === 0) return null
  return (
    <div className="nearest" role="alert">
      <p className="small">{words.nearest}</p>
      {slots.map((at) => (
        <Button key={at} size="xs" variant="default" onClick={() => onUse(`${keyOf(at, zone)}:00`)}>
          {moment(at, zone, now)}
        </Button>
      ))}
    </div>
  )
}
