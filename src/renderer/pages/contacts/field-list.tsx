import { ActionIcon, Button, Modal, Select, TagsInput, TextInput } from '@mantine/core'
import { IconArrowUp, IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { fieldTypes } from '../../../shared/domain/contact-field.ts'
import { client } from '../../api/client.ts'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { contactTools } from '../../words/contact-tools.ts'
import { contacts } from '../../words/contacts.ts'
import { type KnownField, useFields } from './own-field.tsx'
import { type Refused, refusedIn } from './refused.ts'

const words = contactTools.fieldList
const types = contacts.page.types
type Type = (typeof fieldTypes)[number]

function Choices({
  options,
  error,
  onChange,
}: {
  options: string[]
  error: string | null
  onChange: (options: string[]) => void
}) {
  return (
    <TagsInput
      label={words.options}
      description={words.optionsMore}
      openOnFocus={false}
      value={options}
      error={error}
      onChange={onChange}
    />
  )
}

function FieldForm({ field, onDone }: { field: KnownField | null; onDone: () => void }) {
  const [name, setName] = useState(field?.name ?? '')
  const [label, setLabel] = useState(field?.label ?? '')
  const [type, setType] = useState<Type>(field?.type ?? 'text')
  const [options, setOptions] = useState<string[]>(field?.options ?? [])
  const [refused, setRefused] = useState<Refused | null>(null)
  const wrong = (of: string) => (refused?.field === of ? refused.message : null)
  async function keep() {
    setRefused(null)
    try {
      const told = { label, type, options: type === 'choice' ? options : [] }
      if (field) await client.contact_fields.update({ public_id: field.public_id, version: field.version, ...told })
      else await client.contact_fields.create({ name, ...told })
      onDone()
    } catch (thrown) {
      setRefused(refusedIn(thrown))
    }
  }
  return (
    <form
      className="ct-form"
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <div className="ct-pair">
        <TextInput
          data-autofocus
          label={words.label}
          required
          maxLength={100}
          value={label}
          onChange={({ currentTarget }) => setLabel(currentTarget.value)}
        />
        <TextInput
          label={words.name}
          placeholder={words.nameMore}
          required
          maxLength={64}
          disabled={field !== null}
          value={name}
          error={wrong('name')}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
      </div>
      <Select
        label={words.type}
        openOnFocus={false}
        allowDeselect={false}
        data={fieldTypes.map((value) => ({ value, label: types[value] }))}
        value={type}
        onChange={(next) => setType((next ?? 'text') as Type)}
      />
      {type === 'choice' && <Choices options={options} error={wrong('options')} onChange={setOptions} />}
      {refused && !['name', 'options'].includes(refused.field ?? '') && <Notice tone="bad">{refused.message}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {words.cancel}
        </Button>
        <Button type="submit" disabled={label.trim() === '' || name.trim() === ''}>
          {words.save}
        </Button>
      </DialogFoot>
    </form>
  )
}

function List({ onEdit }: { onEdit: (field: KnownField | 'new') => void }) {
  const fields = useFields()
  const [error, setError] = useState<string | null>(null)
  const act = (work: Promise<unknown>) => {
    setError(null)
    work.catch((thrown) => setError(wordsOf(thrown)))
  }
  const up = (at: number) => {
    const ids = fields.map(({ public_id }) => public_id)
    ids.splice(at - 1, 0, ...ids.splice(at, 1))
    act(client.contact_fields.reorder({ ids }))
  }
  const remove = ({ public_id, label }: KnownField) =>
    act(client.contact_fields.remove({ public_id }).then(({ contacts: n }) => say({ title: words.removed(label, n) })))
  return (
    <div className="ct-form">
      <p className="dim">{words.lead}</p>
      {error && <Notice tone="bad">{error}</Notice>}
      {fields.length === 0 && <p className="faint">{words.none}</p>}
      <ul className="ct-field-list">
        {fields.map((field, at) => (
          <li key={field.public_id}>
            <span className="strong grow clip">{field.label}</span>
            <span className="dim small clip">
              {types[field.type]} · <span className="mono">{field.name}</span>
            </span>
            <ActionIcon aria-label={words.up(field.label)} disabled={at === 0} onClick={() => up(at)}>
              <IconArrowUp size={15} stroke={1.7} />
            </ActionIcon>
            <ActionIcon aria-label={words.edit(field.label)} onClick={() => onEdit(field)}>
              <IconPencil size={15} stroke={1.7} />
            </ActionIcon>
            <ActionIcon aria-label={words.remove(field.label)} onClick={() => remove(field)}>
              <IconTrash size={15} stroke={1.7} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <DialogFoot>
        <Button onClick={() => onEdit('new')}>{words.add}</Button>
      </DialogFoot>
    </div>
  )
}

/** Fields of contacts that have a label and a type: added, changed, put in order, taken away. */
export function FieldsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [editing, setEditing] = useState<KnownField | 'new' | null>(null)
  return (
    <Modal opened={opened} onClose={onClose} title={words.title} size={520}>
      {editing === null ? (
        <List onEdit={setEditing} />
      ) : (
        <FieldForm field={editing === 'new' ? null : editing} onDone={() => setEditing(null)} />
      )}
    </Modal>
  )
}
