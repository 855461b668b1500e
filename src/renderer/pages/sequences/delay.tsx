import { NumberInput, Select } from '@mantine/core'
import { useNow } from '../../api/hooks.ts'
import { DayField } from '../../parts/day-field.tsx'
import { writing } from '../../words/sequence-writing.ts'
import { sequences as words } from '../../words/sequences.ts'
import type { DraftStep, Edit } from './draft.ts'
import './delay.css'

const same = 'same'
const hours = [
  { value: same, label: words.editor.sameHour },
  ...Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` })),
]

/** A week from now, for a start. */
const soon = (now: number | null): string => new Date((now ?? 0) + 7 * 86_400_000).toISOString().slice(0, 10)

/** How long after the email before, written as a sentence whose numbers can be changed. */
export function Delay({ step, number, dispatch }: { step: DraftStep; number: number; dispatch: (edit: Edit) => void }) {
  const { after, daysLabel, hourLabel } = words.editor
  const { kinds } = writing
  const now = useNow()
  const change = (some: Partial<DraftStep>) => dispatch({ do: 'step', key: step.key, change: some })
  return (
    <div className="seq-delay">
      <span>{after.start}</span>
      <Select
        className="seq-hour seq-when"
        aria-label={kinds.when(number)}
        allowDeselect={false}
        data={[
          { value: 'after', label: kinds.after },
          { value: 'on', label: kinds.on },
        ]}
        value={step.on === null ? 'after' : 'on'}
        onChange={(kind) => change({ on: kind === 'on' ? soon(now) : null })}
      />
      {step.on === null ? (
        <>
          <NumberInput
            className="seq-days"
            aria-label={daysLabel(number)}
            min={1}
            max={365}
            clampBehavior="strict"
            allowDecimal={false}
            allowNegative={false}
            value={step.days}
            onChange={(days) => change({ days: Math.max(1, Math.min(365, Number(days) || 1)) })}
          />
          <span>{after.days(step.days)}</span>
        </>
      ) : (
        <>
          <DayField aria-label={kinds.date(number)} value={step.on} onChange={(on) => on && change({ on })} />
          <span>{kinds.at}</span>
        </>
      )}
      <Select
        className="seq-hour"
        aria-label={hourLabel(number)}
        allowDeselect={false}
        data={hours}
        value={step.hour === null ? same : String(step.hour)}
        onChange={(hour) => change({ hour: hour === null || hour === same ? null : Number(hour) })}
      />
    </div>
  )
}
