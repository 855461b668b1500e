import { NumberInput, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { defaultPolicy, type Policy } from '../../../shared/domain/policy.ts'
import { settings } from '../../words/settings.ts'

const words = settings.policy
const below = ['label', 'input', 'description', 'error'] as const

export interface PolicyField {
  policy: Policy
  set: (change: Partial<Policy>) => void
}

/** Keys of the policy by what they hold. */
type Keys<T> = { [K in keyof Policy]-?: Policy[K] extends T ? K : never }[keyof Policy]
type Amounts = Keys<number | null>
type Ceiling = Extract<Amounts, `max_${string}`>

interface Off {
  /** It has no effect at present, because of another rule. */
  off?: boolean
}

type AmountProps = PolicyField & Off & ({ name: Exclude<Amounts, Ceiling> } | { name: Ceiling; label: string })

/** A number from 1. Emptied it is the usual one, which stands in the empty field. */
export function Amount(props: AmountProps) {
  const { policy, set, name, off = false } = props
  const [label, description] = 'label' in props ? [props.label, undefined] : words.rules[props.name]
  const usual = defaultPolicy[name]
  // or the usual would stand there again before another can be typed
  const [isEmpty, setEmpty] = useState(false)
  return (
    <NumberInput
      label={label}
      description={description}
      inputWrapperOrder={[...below]}
      placeholder={usual === null ? words.none : String(usual)}
      min={1}
      allowDecimal={false}
      allowNegative={false}
      disabled={off}
      value={isEmpty && policy[name] === usual ? '' : (policy[name] ?? '')}
      onChange={(typed) => {
        const isAmount = typeof typed === 'number' && typed >= 1
        setEmpty(!isAmount)
        set({ [name]: isAmount ? typed : usual })
      }}
    />
  )
}

/** One rule that is on or off. */
export function Choice({ policy, set, name, off = false }: PolicyField & Off & { name: Keys<boolean> }) {
  const [label, description] = words.rules[name]
  return (
    <Switch
      label={label}
      description={description}
      disabled={off}
      checked={policy[name]}
      onChange={({ currentTarget }) => set({ [name]: currentTarget.checked })}
    />
  )
}

/** Words of one line. Emptied they are the usual ones, which stand in the empty field. */
export function Line({ policy, set, name, off = false }: PolicyField & Off & { name: Keys<string> }) {
  const [label, description] = words.rules[name]
  const usual = defaultPolicy[name]
  const [isEmpty, setEmpty] = useState(false)
  return (
    <TextInput
      label={label}
      description={description}
      inputWrapperOrder={[...below]}
      placeholder={usual}
      maxLength={300}
      disabled={off}
      value={isEmpty && policy[name] === usual ? '' : policy[name]}
      onChange={({ currentTarget: { value } }) => {
        setEmpty(value === '')
        set({ [name]: value || usual })
      }}
    />
  )
}
