import { ActionIcon, Menu, NumberInput, Switch, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { limitUnits } from '../../../shared/domain/quota.ts'
import { details } from '../../words/mailbox-details.ts'
import { mailboxes } from '../../words/mailboxes.ts'

const words = mailboxes.limits

/** What a person sets about how much a mailbox sends. `amounts`: by unit, as typed: "50" or "30-50". */
export interface Pace {
  amounts: Record<string, string>
  gap: number
  share: number
  ramp: { on: boolean; start: number; step: number }
}

/** Every mailbox has these two; leaving them empty brings the usual amount back. */
const always = ['hour', 'day']

/** What is offered to a mailbox that has no ramp-up. */
const usualRamp = { start: 20, step: 10 }

interface Paced {
  quotas: readonly string[]
  min_gap_seconds: number
  percentage: number
  ramp_up?: { start: number; step: number } | null
}

export const paceOf = (account: Paced): Pace => ({
  amounts: Object.fromEntries(account.quotas.map((limit) => limit.split('/').reverse() as [string, string])),
  gap: account.min_gap_seconds,
  share: account.percentage,
  ramp: { on: account.ramp_up != null, ...(account.ramp_up ?? usualRamp) },
})

/** As the engine takes it. */
export const paceInput = ({ amounts, gap, share, ramp: { on, start, step } }: Pace) => ({
  quotas: limitUnits.flatMap((unit) => (amounts[unit]?.trim() ? [`${amounts[unit]?.trim()}/${unit}`] : [])),
  min_gap_seconds: gap,
  percentage: share,
  ramp_up: on ? { start: Math.max(1, start), step: Math.max(1, step) } : null,
})

const whole = (value: string | number): number => (typeof value === 'number' ? Math.max(0, value) : 0)

function Amount({ unit, pace, onChange }: { unit: string; pace: Pace; onChange: (pace: Pace) => void }) {
  const label = words.per[unit] ?? unit
  const set = (text: string | undefined) => {
    const { [unit]: _, ...rest } = pace.amounts
    onChange({ ...pace, amounts: text === undefined ? rest : { ...rest, [unit]: text } })
  }
  return (
    <div className="mb-box-limit">
      <TextInput
        label={label}
        className="grow"
        inputMode="numeric"
        value={pace.amounts[unit] ?? ''}
        onChange={({ currentTarget }) => set(currentTarget.value)}
      />
      {!always.includes(unit) && (
        <ActionIcon aria-label={words.remove(label)} onClick={() => set(undefined)}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      )}
    </div>
  )
}

/** Whether it begins with little mail a day, and how fast that grows. */
function RampUp({ pace, onChange }: { pace: Pace; onChange: (pace: Pace) => void }) {
  const { ramp } = pace
  const set = (change: Partial<Pace['ramp']>) => onChange({ ...pace, ramp: { ...ramp, ...change } })
  return (
    <div className="mb-box-ramp">
      <Switch
        label={details.limits.rampUp}
        description={details.limits.rampUpMore}
        checked={ramp.on}
        onChange={({ currentTarget }) => set({ on: currentTarget.checked })}
      />
      {ramp.on && (
        <div className="mb-box-limits-grid">
          <NumberInput
            label={details.limits.start}
            min={1}
            max={100_000}
            allowDecimal={false}
            value={ramp.start}
            onChange={(value) => set({ start: whole(value) })}
          />
          <NumberInput
            label={details.limits.step}
            min={1}
            max={100_000}
            allowDecimal={false}
            value={ramp.step}
            onChange={(value) => set({ step: whole(value) })}
          />
          <p className="fine dim mb-box-ramp-until">{details.limits.until}</p>
        </div>
      )}
    </div>
  )
}

/** Limits, the ramp-up, the least gap and the share of one mailbox. */
export function LimitsEditor({ pace, onChange }: { pace: Pace; onChange: (pace: Pace) => void }) {
  const shown = limitUnits.filter((unit) => always.includes(unit) || pace.amounts[unit] !== undefined)
  const more = limitUnits.filter((unit) => !shown.includes(unit))
  return (
    <div className="mb-box-limits">
      <div className="mb-box-limits-grid">
        {shown.map((unit) => (
          <Amount key={unit} unit={unit} pace={pace} onChange={onChange} />
        ))}
      </div>
      {more.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <button type="button" className="link small row">
              <IconPlus size={14} stroke={1.8} aria-hidden /> {words.add}
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map((unit) => (
              <Menu.Item key={unit} onClick={() => onChange({ ...pace, amounts: { ...pace.amounts, [unit]: '' } })}>
                {words.per[unit]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <RampUp pace={pace} onChange={onChange} />
      <div className="mb-box-limits-grid">
        <NumberInput
          label={words.gap}
          description={words.gapMore}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={0}
          max={86_400}
          value={pace.gap}
          onChange={(value) => onChange({ ...pace, gap: whole(value) })}
        />
        <NumberInput
          label={words.share}
          description={words.shareMore}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={0}
          max={100}
          allowDecimal={false}
          value={pace.share}
          onChange={(value) => onChange({ ...pace, share: whole(value) })}
        />
      </div>
    </div>
  )
}
