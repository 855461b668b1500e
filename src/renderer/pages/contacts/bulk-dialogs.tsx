import { Modal, MultiSelect, Select, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLasting } from '../../parts/lasting.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { addToSequence } from '../../words/add-to-sequence.ts'
import { contacts as words } from '../../words/contacts.ts'
import { reassign } from '../../words/removal.ts'
import { AddToSequence } from './add-to-sequence.tsx'
import type { Suppressed } from './bulk.tsx'
import { Form, type Given } from './bulk-form.tsx'
import { Reassign } from './reassign.tsx'
import { useSeats, useTags } from './use-contacts.ts'

export type Deed = 'tag' | 'assign' | 'sequence' | 'reassign' | 'suppress'
function TagForm({ chosen, bulk, onClose }: Given) {
  const known = useTags().map(({ tag }) => tag)
  const [add, setAdd] = useState<string[]>([])
  const [remove, setRemove] = useState<string[]>([])
  const go = () => {
    onClose(true)
    void bulk.tag(chosen, add, remove)
  }
  return (
    <Form verb={words.tag.verb} ready={add.length + remove.length > 0} onCancel={() => onClose(false)} onYes={go}>
      <TagsInput
        openOnFocus={false}
        data-autofocus
        label={words.tag.add}
        description={words.tag.addMore}
        data={known.filter((tag) => !remove.includes(tag))}
        value={add}
        onChange={(tags) => setAdd(tags.filter((tag) => !remove.includes(tag)))}
        maxTags={50}
        splitChars={[',', ';', '|']}
      />
      <MultiSelect
        openOnFocus={false}
        label={words.tag.remove}
        data={known.filter((tag) => !add.includes(tag))}
        value={remove}
        onChange={setRemove}
        searchable
      />
    </Form>
  )
}

function AssignForm({ chosen, bulk, onClose }: Given) {
  const seats = useSeats()
  const [owner, setOwner] = useState<string | null>(null)
  const go = () => {
    onClose(true)
    void bulk.assign(chosen, owner === '-' ? null : owner)
  }
  return (
    <Form verb={words.assign.verb} ready={owner !== null} onCancel={() => onClose(false)} onYes={go}>
      <p className="dim">{words.assign.more}</p>
      <Select
        openOnFocus={false}
        data-autofocus
        label={words.assign.owner}
        data={[...seats.map(({ address }) => address), { value: '-', label: words.assign.nobody }]}
        value={owner}
        onChange={setOwner}
        searchable
      />
    </Form>
  )
}

/** What suppressing would do, in sentences. */
export function Withdrawal({ told }: { told: Suppressed }) {
  return (
    <div className="ct-told" aria-live="polite">
      {told.contacts > 0 && <p>{words.suppress.some(told.contacts)}</p>}
      {told.already > 0 && <p>{words.suppress.already(told.already)}</p>}
      <p>
        {words.suppress.emails(
          told.emails,
          told.sequences.map(({ sequence }) => sequence),
        )}
      </p>
      {told.sending > 0 && <p>{words.suppress.sending(told.sending)}</p>}
    </div>
  )
}

function SuppressForm({ chosen, bulk, onClose }: Given) {
  const [reason, setReason] = useState<string>(words.suppress.usual)
  const told = useQuery({
    queryKey: ['suppress', chosen],
    queryFn: ({ signal }) => bulk.foresee(chosen, signal),
    gcTime: 0,
    staleTime: 0,
  })
  const go = () => {
    onClose(true)
    void bulk.suppress(chosen, reason)
  }
  return (
    <Form
      verb={words.suppress.verb}
      ready={told.data !== undefined && reason.trim() !== ''}
      danger
      onCancel={() => onClose(false)}
      onYes={go}
    >
      {told.error ? (
        <Notice tone="bad">{wordsOf(told.error)}</Notice>
      ) : told.data ? (
        <Withdrawal told={told.data} />
      ) : (
        <p className="faint">{words.suppress.looking}</p>
      )}
      <TextInput
        data-autofocus
        label={words.suppress.reason}
        description={words.suppress.reasonMore}
        value={reason}
        maxLength={300}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </Form>
  )
}

const forms = { tag: TagForm, assign: AssignForm, sequence: AddToSequence, reassign: Reassign, suppress: SuppressForm }

/** The dialog of one deed for those chosen. */
export function BulkDialog({ deed, ...given }: Given & { deed: Deed | null }) {
  const shown = useLasting(deed)
  const Form = shown && forms[shown]
  const title = {
    tag: words.tag.title(given.whom),
    assign: words.assign.title(given.whom),
    sequence: addToSequence.title(given.whom),
    reassign: reassign.title(given.whom),
    suppress: words.suppress.title(given.whom),
  }
  return (
    <Modal opened={deed !== null} onClose={() => given.onClose(false)} title={shown && title[shown]} size={480}>
      {Form && <Form {...given} />}
    </Modal>
  )
}
