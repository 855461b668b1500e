import { Button } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { Consequence } from '../../parts/consequence.tsx'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { mailboxes } from '../../words/mailboxes.ts'
import { shell } from '../../words/shell.ts'
import type { Account } from './accounts.ts'
import { LimitsEditor, paceInput, paceOf } from './limits-editor.tsx'

/** Changes how much a mailbox sends, and says before saving what that does to what is planned. */
export function LimitsForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const [pace, setPace] = useState(() => paceOf(account))
  const zone = useZone()
  const now = useNow(60_000)
  const [settled] = useDebouncedValue(pace, 250)
  const input = { public_id: account.public_id, version: account.version, ...paceInput(settled) }
  const found = useQuery(
    api.accounts.consequence.queryOptions({ input, retry: false, placeholderData: keepPreviousData, staleTime: 0 }),
  )
  const save = useMutation(
    api.accounts.update.mutationOptions({
      onSuccess: () => {
        say({ title: mailboxes.did.saved(account.from_email) })
        onDone()
      },
    }),
  )
  const error = save.error ?? found.error
  return (
    <form
      className="mb-box-form"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ public_id: account.public_id, version: account.version, ...paceInput(pace) })
      }}
    >
      <p className="small dim">{mailboxes.limits.lead}</p>
      <LimitsEditor pace={pace} onChange={setPace} />
      {error ? <Notice tone="bad">{wordsOf(error)}</Notice> : <Consequence moves={found.data} zone={zone} now={now} />}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {mailboxes.limits.save}
        </Button>
      </DialogFoot>
    </form>
  )
}
