import { Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { fieldValue } from '../../../shared/domain/contact-field.ts'
import { api, type client } from '../../api/client.ts'
import { contacts } from '../../words/contacts.ts'

const words = contacts.page
export type KnownField = Awaited<ReturnType<typeof client.contact_fields.list>>[number]

/** Fields that somebody gave a label and a type, in their order. */
export const useFields = (): KnownField[] => useQuery(api.contact_fields.list.queryOptions()).data ?? []

const kinds = { text: 'text', number: 'text', date: 'date', url: 'url', choice: 'text' } as const

/** The value of a field with a type. One that doesn't fit it is shown as the text that it is. */
export function OwnField({
  field,
  value,
  before,
  error,
  onChange,
}: {
  field: KnownField
  value: string
  /** As it is kept. */
  before: string
  error: string | null
  onChange: (value: string) => void
}) {
  const { type, label } = field
  const isUnfit = before !== '' && value === before && !fieldValue(field, before).ok
  const common = {
    label,
    value,
    error,
    description: isUnfit ? words.unfit(label, words.types[type]) : undefined,
  }
  if (type === 'choice')
    return (
      <Select
        {...common}
        clearable
        openOnFocus={false}
        data={isUnfit ? [...field.options, value] : field.options}
        value={value === '' ? null : value}
        onChange={(next) => onChange(next ?? '')}
      />
    )
  return (
    <TextInput
      {...common}
      type={isUnfit ? 'text' : kinds[type]}
      inputMode={type === 'number' ? 'decimal' : undefined}
      autoComplete="off"
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}
