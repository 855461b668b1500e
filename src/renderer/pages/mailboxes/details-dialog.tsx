import { Button, NumberInput, Select, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { details } from '../../words/mailbox-details.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { shell } from '../../words/shell.ts'
import type { Account } from './accounts.ts'
import { changedIn } from './changed.ts'
import { SignatureField, SignatureReach, signatureInput, signatureOf } from './signature.tsx'

const words = details.advanced
const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']

const draftOf = (account: Account) => ({
  // where nothing was given, its name is its address
  name: account.name === account.from_email ? '' : account.name,
  from_name: account.from_name ?? '',
  reply_to_email: account.reply_to_email ?? '',
  signature: signatureOf(account),
  tracking_domain: account.tracking_domain ?? '',
  percentage: account.percentage,
  group: account.group,
})
type Draft = ReturnType<typeof draftOf>

const inputOf = ({ percentage, group, signature, ...texts }: Draft) => ({
  ...signatureInput(signature),
  ...Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text.trim() || null])),
  percentage,
  group,
})

interface Fields {
  draft: Draft
  set: (change: Partial<Draft>) => void
}

function Look({ account, draft, set }: Fields & { account: Account }) {
  return (
    <>
      <div className="mb-box-limits-grid">
        <TextInput
          label={words.fromName}
          value={draft.from_name}
          onChange={({ currentTarget }) => set({ from_name: currentTarget.value })}
        />
        <TextInput
          label={words.replyTo}
          description={words.replyToMore}
          inputWrapperOrder={order}
          placeholder={account.from_email}
          value={draft.reply_to_email}
          onChange={({ currentTarget }) => set({ reply_to_email: currentTarget.value })}
        />
      </div>
      <SignatureField draft={draft.signature} set={(change) => set({ signature: { ...draft.signature, ...change } })} />
      <SignatureReach account={account} draft={draft.signature} />
    </>
  )
}

function Part({ groups, draft, set }: Fields & { groups: readonly { public_id: string; name: string }[] }) {
  return (
    <div className="mb-box-limits-grid">
      <NumberInput
        label={words.share}
        description={words.shareMore}
        inputWrapperOrder={order}
        min={0}
        max={100}
        suffix=" %"
        allowDecimal={false}
        value={draft.percentage}
        onChange={(value) => set({ percentage: typeof value === 'number' ? value : 0 })}
      />
      <Select
        label={words.group}
        description={words.groupMore}
        inputWrapperOrder={order}
        data={[
          { value: '', label: words.noGroup },
          ...groups.map(({ public_id, name }) => ({ value: public_id, label: name })),
        ]}
        allowDeselect={false}
        value={draft.group ?? ''}
        onChange={(value) => set({ group: value || null })}
      />
    </div>
  )
}

/** How a mailbox's mail looks, and its part among others. */
export function DetailsForm({
  account,
  groups,
  onDone,
}: {
  account: Account
  groups: readonly { public_id: string; name: string }[]
  onDone: () => void
}) {
  const [first] = useState(() => draftOf(account))
  const [draft, setDraft] = useState(first)
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const save = useMutation(
    api.accounts.update.mutationOptions({
      onSuccess: () => {
        say({ title: mailboxes.did.saved(account.from_email) })
        onDone()
      },
    }),
  )
  return (
    <form
      className="mb-box-form"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({
          public_id: account.public_id,
          version: account.version,
          ...changedIn(inputOf(first), inputOf(draft)),
        })
      }}
    >
      <TextInput
        label={words.name}
        description={words.nameMore}
        inputWrapperOrder={order}
        placeholder={account.from_email}
        value={draft.name}
        onChange={({ currentTarget }) => set({ name: currentTarget.value })}
      />
      <Look account={account} draft={draft} set={set} />
      <TextInput
        label={words.tracking}
        description={words.trackingMore}
        inputWrapperOrder={order}
        value={draft.tracking_domain}
        onChange={({ currentTarget }) => set({ tracking_domain: currentTarget.value })}
      />
      <Part groups={groups} draft={draft} set={set} />
      {save.error && <Notice tone="bad">{wordsOf(save.error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {words.save}
        </Button>
      </DialogFoot>
    </form>
  )
}
