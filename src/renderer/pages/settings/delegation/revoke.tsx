import { Button, Radio, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../../api/client.ts'
import { useNow, useZone } from '../../../api/hooks.ts'
import { DialogFoot } from '../../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../../parts/notice.tsx'
import { say } from '../../../parts/say.tsx'
import { delegation } from '../../../words/delegation.ts'
import { said } from '../../../words/format.ts'
import { shell } from '../../../words/shell.ts'
import type { Permission } from './types.ts'

const words = delegation.revoke
type Consequence = Awaited<ReturnType<typeof client.delegations.consequence>>
type Fate = 'withdraw' | 'hand_back'

/** What becomes of the mail planned under it. Nothing planned: nothing to choose. */
function Planned({ found, fate, onChange }: { found: Consequence; fate: Fate; onChange: (fate: Fate) => void }) {
  if (found.planned === 0) return null
  return (
    <Radio.Group label={words.planned} value={fate} onChange={(value) => onChange(value as Fate)}>
      <div className="st-setting-choices">
        <Radio value="withdraw" label={words.withdraw} description={words.withdrawMore} />
        <Radio
          value="hand_back"
          label={words.handBack}
          description={found.hand_back_words}
          disabled={found.hand_back_to === null}
        />
      </div>
    </Radio.Group>
  )
}

function Devices({ found, name }: { found: Consequence; name: string }) {
  const zone = useZone()
  const now = useNow(60_000)
  if (found.devices.length === 0) return null
  return (
    <Notice tone="warn">
      {found.devices.map((one) => (
        <p key={`${one.name} ${one.account}`}>
          {words.device(one.name || name, one.account, delegation.at(one.until, zone, now))}
        </p>
      ))}
      <p>{words.password}</p>
    </Notice>
  )
}

/** Ends a permission, after what that does was said. */
export function Revoke({ one, onDone }: { one: Permission; onDone: () => void }) {
  const found = useQuery(
    api.delegations.consequence.queryOptions({ input: { public_id: one.public_id }, gcTime: 0, staleTime: 0 }),
  )
  const [fate, setFate] = useState<Fate>('withdraw')
  const [reason, setReason] = useState('')
  const isOwn = one.side === 'delegate'
  const doing = useMutation({
    mutationFn: () =>
      client.delegations.revoke({
        public_id: one.public_id,
        version: one.version,
        planned: fate,
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      }),
    onSuccess: () => {
      const { side, owner, delegate } = one
      say({
        title:
          side === 'delegate'
            ? words.doneOwn(owner.name)
            : side === 'owner'
              ? words.done(delegate.name)
              : words.doneBetween,
      })
      onDone()
    },
  })
  return (
    <form
      className="ask-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (found.data && !doing.isPending) doing.mutate()
      }}
    >
      {found.error && <Failed what={delegation.failed} error={found.error} onAgain={() => found.refetch()} />}
      <div className="ask-body st-dele-told" role="status">
        {found.isPending && <p className="faint">{words.looking}</p>}
        {found.data?.words.map((sentence) => (
          <p key={sentence}>{said(sentence)}</p>
        ))}
      </div>
      {found.data && <Planned found={found.data} fate={fate} onChange={setFate} />}
      {found.data && <Devices found={found.data} name={one.delegate.name} />}
      <TextInput
        label={words.reason}
        maxLength={500}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      {doing.error && <Notice tone="bad">{wordsOf(doing.error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone} data-autofocus>
          {shell.cancel}
        </Button>
        <Button type="submit" variant="default" data-danger disabled={!found.data} loading={doing.isPending}>
          {isOwn ? words.verbOwn : words.verb}
        </Button>
      </DialogFoot>
    </form>
  )
}
