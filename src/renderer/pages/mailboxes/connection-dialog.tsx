import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { Consequence } from '../../parts/consequence.tsx'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { mailboxes } from '../../words/mailboxes.ts'
import { shell } from '../../words/shell.ts'
import { type Account, comesBack, type Seat } from './accounts.ts'
import { changedIn } from './changed.ts'
import { ownerChoices, ownerInput, ownerOf } from './owner.ts'
import { isComplete, isElsewhere, serverInput, serverOf } from './server.ts'
import { ServerFields } from './server-fields.tsx'
import { TestWords } from './test-words.tsx'

const words = mailboxes.edit

const whoOf = (account: Account) => ({
  name: account.from_name ?? '',
  replyTo: account.reply_to_email ?? '',
  owner: ownerOf(account.seat),
})

const whoInput = ({ name, replyTo, owner }: ReturnType<typeof whoOf>) => ({
  from_name: name.trim() || null,
  reply_to_email: replyTo.trim() || null,
  seat: ownerInput(owner),
})

function useDraft(account: Account) {
  const [server, setServer] = useState(() => serverOf(account))
  const [first] = useState(() => whoOf(account))
  const [who, setWho] = useState(first)
  const input = {
    public_id: account.public_id,
    version: account.version,
    ...changedIn(whoInput(first), whoInput(who)),
    ...serverInput(server),
  }
  return { server, setServer, who, setWho, input, isMoved: isElsewhere(account, server) }
}

/** Tests what was typed, and saves it when the server takes it; otherwise only when the person wants it all the same. */
function useSave(account: Account, { server, input, isMoved }: ReturnType<typeof useDraft>, onDone: () => void) {
  const probe = useMutation(api.accounts.probe.mutationOptions())
  const save = useMutation(
    api.accounts.update.mutationOptions({
      onSuccess: async (saved) => {
        // a mailbox that was out because of its password is back with one that works
        if (probe.data?.ok && comesBack(saved.status)) await client.accounts.activate({ public_id: saved.public_id })
        say({ title: mailboxes.did.saved(account.from_email) })
        onDone()
      },
    }),
  )
  const asks = isMoved || server.password !== ''
  const run = async (anyway: boolean) => {
    save.reset()
    if (asks && !anyway) {
      const found = await probe.mutateAsync({ ...serverInput(server), ca_of: account.public_id }).catch(() => null)
      if (!found?.ok) return
    }
    save.mutate(input)
  }
  return { probe, save, asks, run }
}

/** Name, owner and server of a mailbox; says before saving when the stored password would be erased. */
export function ConnectionForm({ account, seats, onDone }: { account: Account; seats: Seat[]; onDone: () => void }) {
  const draft = useDraft(account)
  const { server, setServer, who, setWho, input, isMoved } = draft
  const { probe, save, asks, run } = useSave(account, draft, onDone)
  const zone = useZone()
  const now = useNow(60_000)
  const [settled] = useDebouncedValue(input, 250)
  const found = useQuery(
    api.accounts.consequence.queryOptions({
      input: settled,
      enabled: isMoved && isComplete(server),
      retry: false,
      placeholderData: keepPreviousData,
      staleTime: 0,
    }),
  )
  const failed = probe.data !== undefined && !probe.data.ok
  const error = save.error ?? probe.error
  return (
    <form
      className="mb-box-form"
      onSubmit={(event) => {
        event.preventDefault()
        void run(false)
      }}
    >
      <div className="mb-box-limits-grid">
        <TextInput
          label={words.name}
          value={who.name}
          onChange={({ currentTarget }) => setWho({ ...who, name: currentTarget.value })}
        />
        <TextInput
          label={words.replyTo}
          placeholder={account.from_email}
          value={who.replyTo}
          onChange={({ currentTarget }) => setWho({ ...who, replyTo: currentTarget.value })}
        />
      </div>
      <Select
        label={words.owner}
        data={ownerChoices(seats)}
        allowDeselect={false}
        value={who.owner}
        onChange={(value) => value && setWho({ ...who, owner: value })}
      />
      <ServerFields
        server={server}
        onChange={(next) => {
          // what was tested is no longer what is there
          probe.reset()
          setServer(next)
        }}
        passwordHint={account.has_smtp_password && !isMoved ? words.passwordKept : words.passwordSafe}
      />
      {account.has_smtp_password && isMoved && server.password === '' && (
        <Notice tone="warn">
          {words.passwordGoes(`${account.smtp_host}:${account.smtp_port}`)}
          <Consequence moves={found.data} zone={zone} now={now} />
        </Notice>
      )}
      {probe.data && <TestWords result={probe.data} />}
      {error && <Notice tone="bad">{wordsOf(error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        {failed && (
          <Button variant="default" loading={save.isPending} onClick={() => void run(true)}>
            {words.saveAnyway}
          </Button>
        )}
        <Button type="submit" loading={probe.isPending || save.isPending} disabled={!isComplete(server)}>
          {asks ? words.save : words.unchanged}
        </Button>
      </DialogFoot>
    </form>
  )
}
