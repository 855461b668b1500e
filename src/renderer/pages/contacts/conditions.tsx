import { Autocomplete, Button, NumberInput, Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ContactCondition } from '../../../shared/domain/contact-query.ts'
import { type ConditionField, opsOf } from '../../../shared/domain/contact-tree.ts'
import { DayField } from '../../parts/day-field.tsx'
import { contactFilter as words } from '../../words/contact-filter.ts'
import type { Offered } from './use-offered.ts'

const fields = Object.keys(words.fields) as ConditionField[]
const valueless = new Set(['empty', 'filled', 'ever', 'never', 'any', 'by_hand'])

/** A condition of that kind, with nothing filled in. */
export function fresh(field: ConditionField): ContactCondition {
  const op = opsOf[field][0]
  return (field === 'own' ? { field, op, name: '' } : { field, op }) as ContactCondition
}

interface Given {
  condition: ContactCondition
  offered: Offered
  onChange: (next: ContactCondition) => void
}

const shared = { size: 'xs', allowDeselect: false, comboboxProps: { withinPortal: true } } as const

/** The field for a value, as its kind wants it; nothing where the comparison says all. */
function Value({ condition, offered, onChange }: Given) {
  const { field, op, value = '' } = condition
  const set = (next: string | null) =>
    onChange({ ...condition, value: next === null || next === '' ? undefined : next } as ContactCondition)
  if (field === 'suppressed' || (field !== 'sequence' && valueless.has(op))) return null
  if (field === 'sequence')
    return (
      <Select
        {...shared}
        allowDeselect
        clearable
        searchable
        aria-label={words.fields.sequence}
        placeholder={words.anySequence}
        data={offered.sequences}
        value={value || null}
        onChange={set}
      />
    )
  if (field === 'import')
    return (
      <Select
        {...shared}
        searchable
        aria-label={words.fields.import}
        data={offered.imports}
        value={value || null}
        onChange={set}
      />
    )
  if (op === 'within' || op === 'beyond')
    return (
      <NumberInput
        size="xs"
        aria-label={words.days}
        placeholder={words.days}
        min={1}
        max={9999}
        allowDecimal={false}
        value={value}
        onChange={(next) => set(String(next))}
      />
    )
  if (op === 'before' || op === 'after') return <DayField aria-label={words.day} value={value} onChange={set} />
  const known = field === 'tag' ? offered.tags : field === 'owner' ? offered.owners : null
  if (known)
    return <Autocomplete size="xs" aria-label={words.value} data={known} limit={20} value={value} onChange={set} />
  return <TextInput size="xs" aria-label={words.value} value={value} onChange={(event) => set(event.target.value)} />
}

/** One condition: what, how, and the value. */
export function ConditionRow({
  condition,
  offered,
  onChange,
  n,
  onRemove,
}: Given & { n: number; onRemove: () => void }) {
  const { field, op } = condition
  return (
    <>
      <Select
        {...shared}
        className="ct-cond-what"
        searchable
        aria-label={words.field}
        data={fields.map((each) => ({ value: each, label: words.fields[each] }))}
        value={field}
        onChange={(next) => next && onChange(fresh(next as ConditionField))}
      />
      {field === 'own' && (
        <Autocomplete
          size="xs"
          className="ct-cond-name"
          aria-label={words.name}
          placeholder={words.name}
          data={offered.fields}
          value={condition.name}
          onChange={(name) => onChange({ ...condition, name })}
        />
      )}
      <Select
        {...shared}
        className="ct-cond-how"
        aria-label={words.op}
        data={opsOf[field].map((each) => ({ value: each, label: words.opWords(field, each) }))}
        value={op}
        onChange={(next) => next && onChange({ ...condition, op: next } as ContactCondition)}
      />
      <div className="ct-cond-value">
        <Value condition={condition} offered={offered} onChange={onChange} />
      </div>
      <Button size="xs" variant="subtle" aria-label={words.remove(n)} onClick={onRemove}>
        <IconX size={14} stroke={1.8} aria-hidden />
      </Button>
    </>
  )
}
