import { ActionIcon, Button, Select, TagsInput, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useLeaving } from '../../parts/leaving.ts'
import { Notice } from '../../parts/notice.tsx'
import { contacts } from '../../words/contacts.ts'
import { said } from '../../words/format.ts'
import { type Draft, useDraft, type Writing } from './details-draft.ts'
import { type KnownField, OwnField, useFields } from './own-field.tsx'
import { type Contact, useSeats, useTags } from './use-contacts.ts'

const words = contacts.page
const names = contacts.addition
const zones = Intl.supportedValuesOf('timeZone')

const nextKey = (fields: Draft['fields']): number => Math.max(-1, ...fields.map((each) => each.key)) + 1

/** Fields that have a label and a type: always here, with or without a value. */
function TypedFields({ draft, from, set, refused, known }: Writing & { known: KnownField[] }) {
  const { fields } = draft
  const change = (name: string, value: string) =>
    set({
      fields: fields.some((field) => field.name === name)
        ? fields.map((field) => (field.name === name ? { ...field, value } : field))
        : [...fields, { key: nextKey(fields), name, value }],
    })
  return known.map((field) => (
    <OwnField
      key={field.public_id}
      field={field}
      value={fields.find(({ name }) => name === field.name)?.value ?? ''}
      before={from.fields.find(({ name }) => name === field.name)?.value ?? ''}
      error={refused?.field === `fields.${field.name}` ? refused.message : null}
      onChange={(value) => change(field.name, value)}
    />
  ))
}

function OwnFields({ draft, set, refused, known }: Writing & { known: KnownField[] }) {
  const { fields } = draft
  const typed = new Set(known.map(({ name }) => name))
  const change = (key: number, to: Partial<Draft['fields'][number]>) =>
    set({ fields: fields.map((field) => (field.key === key ? { ...field, ...to } : field)) })
  return (
    <fieldset className="ct-fields">
      <legend className="cz-label">{words.fields}</legend>
      {fields
        .filter(({ name }) => !typed.has(name))
        .map(({ key, name, value }) => (
          <div key={key} className="ct-field">
            <TextInput
              aria-label={words.field}
              placeholder={words.fieldMore}
              value={name}
              error={refused?.field === `fields.${name}` ? refused.message : null}
              onChange={({ currentTarget }) => change(key, { name: currentTarget.value })}
            />
            <TextInput
              aria-label={name || words.value}
              value={value}
              onChange={({ currentTarget }) => change(key, { value: currentTarget.value })}
            />
            <ActionIcon
              aria-label={words.removeField(name)}
              onClick={() => set({ fields: fields.filter((field) => field.key !== key) })}
            >
              <IconX size={15} stroke={1.7} />
            </ActionIcon>
          </div>
        ))}
      <Button
        size="xs"
        variant="subtle"
        leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
        onClick={() =>
          set({
            fields: [...fields, { key: nextKey(fields), name: '', value: '' }],
          })
        }
      >
        {words.addField}
      </Button>
    </fieldset>
  )
}

function Known({ draft, set, refused }: Writing) {
  const seats = useSeats()
  const field = (name: 'address' | 'first_name' | 'last_name' | 'company', label: string) => ({
    label,
    value: draft[name],
    autoComplete: 'off',
    error: refused?.field === name ? refused.message : null,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => set({ [name]: currentTarget.value }),
  })
  const owners = new Set([...seats.map(({ address }) => address), ...(draft.owner ? [draft.owner] : [])])
  return (
    <>
      <TextInput {...field('address', names.address)} type="email" />
      <div className="ct-pair">
        <TextInput {...field('first_name', names.first)} />
        <TextInput {...field('last_name', names.last)} />
      </div>
      <TextInput {...field('company', names.company)} />
      <TagsInput
        openOnFocus={false}
        label={names.tags}
        data={useTags().map(({ tag }) => tag)}
        value={draft.tags}
        onChange={(tags) => set({ tags })}
        splitChars={[',', ';', '|']}
      />
      <Select
        label={names.owner}
        placeholder={names.nobody}
        clearable
        data={[...owners]}
        value={draft.owner}
        onChange={(owner) => set({ owner })}
      />
      <Select
        label={words.zone}
        placeholder={words.zoneNone}
        clearable
        searchable
        limit={50}
        data={zones}
        value={draft.zone}
        error={refused?.field === 'zone' ? refused.message : null}
        onChange={(zone) => set({ zone })}
      />
    </>
  )
}

/** What the rest tells about the zone of somebody who has none, and where else they have an address. */
function Place({ contact, draft, set }: Pick<Writing, 'draft' | 'set'> & { contact: Contact }) {
  const { zone_guess: guess, merged_from: others } = contact
  return (
    <>
      {guess && draft.zone === null && (
        <p className="fine dim">
          {words.zoneKnown(guess.zone, said(guess.reason), guess.confidence)}{' '}
          {guess.confidence === 'guess' ? words.zoneCountsNot : words.zoneCounts}{' '}
          <button type="button" className="link" onClick={() => set({ zone: guess.zone })}>
            {words.zoneTake}
          </button>
        </p>
      )}
      {others.length > 0 && (
        <p className="fine dim">
          {words.others}: {others.join(', ')}
        </p>
      )}
    </>
  )
}

/** Fields that show their refusal themselves. */
const shownInPlace = /^(address|first_name|last_name|company|zone|fields\..*)$/

/** What is known about a contact, to be changed in place. */
export function Details({ contact }: { contact: Contact }) {
  const writing = useDraft(contact)
  const known = useFields()
  const { refused, isDirty } = writing
  useLeaving(() => isDirty)
  return (
    <form
      className="ct-form"
      onSubmit={(event) => {
        event.preventDefault()
        void writing.save()
      }}
    >
      <h2>{words.details}</h2>
      {refused?.code === 'stale_version' ? (
        <Notice tone="warn">
          <b>{words.stale}</b> {words.staleMore}
          <div className="row ct-stale">
            <Button size="xs" variant="default" onClick={() => void writing.takeTheirs()}>
              {words.look}
            </Button>
            <Button size="xs" variant="default" onClick={() => void writing.save({ over: true })}>
              {words.keep}
            </Button>
          </div>
        </Notice>
      ) : (
        refused && !(refused.field && shownInPlace.test(refused.field)) && <Notice tone="bad">{refused.message}</Notice>
      )}
      <Known {...writing} />
      <Place contact={contact} draft={writing.draft} set={writing.set} />
      <TypedFields {...writing} known={known} />
      <OwnFields {...writing} known={known} />
      {isDirty && (
        <div className="ct-save">
          <Button type="submit" loading={writing.isBusy}>
            {words.save}
          </Button>
          <Button variant="subtle" onClick={writing.putBack}>
            {words.putBack}
          </Button>
        </div>
      )}
    </form>
  )
}
