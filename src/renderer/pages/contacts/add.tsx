import { Button, Modal, Select, TagsInput, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { contacts } from '../../words/contacts.ts'
import { shell } from '../../words/shell.ts'
import { OwnField, useFields } from './own-field.tsx'
import { type Refused, refusedIn } from './refused.ts'
import { nameOf, useSeats, useTags } from './use-contacts.ts'

const words = contacts.addition
const blank = {
  address: '',
  first_name: '',
  last_name: '',
  company: '',
  owner: null as string | null,
  tags: [] as string[],
  fields: {} as Record<string, string>,
}

/** What was left empty is not there. */
const filled = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''))

/** Those that somebody gave a label and a type. */
function Fields(given: {
  values: Record<string, string>
  refused: Refused | null
  onChange: (values: Record<string, string>) => void
}) {
  const { values, refused, onChange } = given
  return useFields().map((field) => (
    <OwnField
      key={field.name}
      field={field}
      value={values[field.name] ?? ''}
      before=""
      error={refused?.field === `fields.${field.name}` ? refused.message : null}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  ))
}

function AddForm({ onClose }: { onClose: () => void }) {
  const go = useNavigate()
  const seats = useSeats()
  const tags = useTags().map(({ tag }) => tag)
  const [draft, setDraft] = useState(blank)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [busy, setBusy] = useState(false)
  const set = (change: Partial<typeof blank>) => setDraft((now) => ({ ...now, ...change }))
  const field = (name: 'address' | 'first_name' | 'last_name' | 'company', label: string) => ({
    label,
    value: draft[name],
    error: refused?.field === name ? refused.message : null,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => set({ [name]: currentTarget.value }),
  })
  async function add() {
    setBusy(true)
    setRefused(null)
    try {
      const made = await client.contacts.create({ ...draft, fields: filled(draft.fields) })
      say({
        title: words.did(nameOf(made)),
        action: { label: words.open, run: () => go({ to: '/contacts/$id', params: { id: made.public_id } }) },
      })
      onClose()
    } catch (thrown) {
      setRefused(refusedIn(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="ct-form"
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <TextInput {...field('address', words.address)} data-autofocus type="email" required autoComplete="off" />
      <div className="ct-pair">
        <TextInput {...field('first_name', words.first)} autoComplete="off" />
        <TextInput {...field('last_name', words.last)} autoComplete="off" />
      </div>
      <TextInput {...field('company', words.company)} autoComplete="off" />
      <Select
        label={words.owner}
        placeholder={words.nobody}
        clearable
        data={seats.map(({ address }) => address)}
        value={draft.owner}
        onChange={(owner) => set({ owner })}
      />
      <TagsInput
        openOnFocus={false}
        label={words.tags}
        data={tags}
        value={draft.tags}
        onChange={(tags) => set({ tags })}
      />
      <Fields values={draft.fields} refused={refused} onChange={(fields) => set({ fields })} />
      {refused && !(refused.field && (refused.field in blank || refused.field.startsWith('fields.'))) && (
        <Notice tone="bad">{refused.message}</Notice>
      )}
      <DialogFoot>
        <Button variant="default" onClick={onClose}>
          {shell.cancel}
        </Button>
        <Button type="submit" loading={busy} disabled={draft.address.trim() === ''}>
          {words.verb}
        </Button>
      </DialogFoot>
    </form>
  )
}

export const AddDialog = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => (
  <Modal opened={opened} onClose={onClose} title={words.title} size={480}>
    {opened && <AddForm onClose={onClose} />}
  </Modal>
)
