import { Checkbox, Radio } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { type Incoming, nameOf } from '../../api/incoming.ts'
import { DayField } from '../../parts/day-field.tsx'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { say } from '../../parts/say.tsx'
import { date } from '../../words/format.ts'
import { replies } from '../../words/replies.ts'

const words = replies.correct
/** What a person would say it was; the rest is said by machines alone. */
const offered = ['reply', 'absence', 'bounce', 'opt_out', 'other'] as const
type Offered = (typeof offered)[number]

/** Somebody may say what it was, where it is known whom it is about, and where what followed may be taken back. */
export const isCorrectable = ({ contact_id, account_id, state, can_undo }: Incoming): boolean =>
  contact_id !== null && account_id !== null && (can_undo || state !== 'done')

interface CorrectProps {
  message: Incoming
  zone: string
  now: number | null
  onDone: () => void
}

/** Says what a message really was: what followed is taken back, and what follows from that is done instead. */
export function Correct({ message, zone, now, onDone }: CorrectProps) {
  const [kind, setKind] = useState<Offered | null>(null)
  const [until, setUntil] = useState('')
  const [isHard, setHard] = useState(true)
  const correct = useMutation(
    api.incoming.correct.mutationOptions({
      onSuccess: (corrected) => {
        say({ title: words.did(nameOf(corrected)), more: corrected.consequence.join(' ') })
        onDone()
      },
    }),
  )
  const submit = () => {
    if (kind === null) return
    correct.mutate({
      public_id: message.public_id,
      kind,
      ...(kind === 'bounce' ? { hard: isHard } : {}),
      ...(kind === 'absence' && until ? { return_date: until } : {}),
    })
  }
  return (
    <DialogForm verb={words.verb} doing={correct} isOff={kind === null} onSubmit={submit} onCancel={onDone}>
      <Radio.Group aria-label={words.label} value={kind ?? ''} onChange={(value) => setKind(value as Offered)}>
        {offered
          .filter((each) => each !== message.kind || message.state === 'undone')
          .map((each) => (
            <Radio
              key={each}
              className="choice"
              value={each}
              label={words.kinds[each]}
              description={words.effect[each]}
            />
          ))}
      </Radio.Group>
      {kind === 'absence' && (
        <DayField
          label={words.until}
          clearable
          near={now === null ? undefined : date(now, zone)}
          value={until}
          onChange={setUntil}
        />
      )}
      {kind === 'bounce' && (
        <Checkbox
          label={words.hard}
          checked={isHard}
          onChange={({ currentTarget }) => setHard(currentTarget.checked)}
        />
      )}
    </DialogForm>
  )
}
