import { NumberInput, Select } from '@mantine/core'
import { sequences as words } from '../../words/sequences.ts'
import type { DraftStep, Edit } from './draft.ts'

const same = 'same'
const hours = [
  { value: same, label: words.editor.sameHour },
  ...Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` })),
]

/** How long after the email before, written as a sentence whose numbers can be changed. */
export function Delay({ step, number, dispatch }: { step: DraftStep; number: number; dispatch: (edit: Edit) => void }) {
  const { after, daysLabel, hourLabel } = words.editor
  const change = (some: Partial<DraftStep>) => dispatch({ do: 'step', key: step.key, change: some })
  return (
    <div className="seq-delay">
      <span>{after.start}</span>
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
