import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { say } from '../../parts/say.tsx'
import { details } from '../../words/mailbox-details.ts'
import type { Account } from './accounts.ts'

const words = details.aliases

interface Props {
  account: Account
  alias: Account['aliases'][number]
  onDone: () => void
}

/** The name that readers see beside an alias; left empty, the mailbox's. */
export function AliasName({ account, alias, onDone }: Props) {
  const [name, setName] = useState(alias.name ?? '')
  const save = useMutation(
    api.aliases.update.mutationOptions({
      onSuccess: () => {
        say({ title: words.renamed(alias.email) })
        onDone()
      },
    }),
  )
  return (
    <DialogForm
      verb={words.renameVerb}
      doing={save}
      onSubmit={() => save.mutate({ public_id: account.public_id, alias: alias.public_id, name: name.trim() || null })}
      onCancel={onDone}
    >
      <TextInput
        data-autofocus
        label={words.name}
        description={words.nameMore}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={account.from_name ?? undefined}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
    </DialogForm>
  )
}
