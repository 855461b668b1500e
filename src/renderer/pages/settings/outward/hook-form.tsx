import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type WebhookEvent, webhookEvents } from '../../../../shared/domain/webhook.ts'
import { api, type client } from '../../../api/client.ts'
import { DialogFoot } from '../../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../../parts/notice.tsx'
import { outward } from '../../../words/outward.ts'
import { shell } from '../../../words/shell.ts'
import { Once } from './once.tsx'

const words = outward.hooks
export type Hook = Awaited<ReturnType<typeof client.webhooks.list>>[number]

/** A private network is reached where an admin lets it be. What one has let through holds for that address alone. */
function useBarred(hook: Hook | null, url: string): boolean {
  const me = useQuery(api.seats.list.queryOptions()).data?.[0]
  const isLet = hook?.allow_private === true && hook.url === url
  return me !== undefined && me.role !== 'admin' && !isLet
}

/** Makes a webhook, and shows its secret once; or changes one. */
export function HookForm({ hook, onDone }: { hook: Hook | null; onDone: () => void }) {
  const [name, setName] = useState(hook?.name ?? '')
  const [url, setUrl] = useState(hook?.url ?? '')
  const [events, setEvents] = useState<string[]>(hook?.events ?? [...webhookEvents])
  const [isPrivate, setPrivate] = useState(hook?.allow_private ?? false)
  const isBarred = useBarred(hook, url)
  const create = useMutation(api.webhooks.create.mutationOptions())
  const update = useMutation(api.webhooks.update.mutationOptions({ onSuccess: onDone }))
  if (create.data)
    return <Once title={words.onceTitle} label={words.secret} value={create.data.secret} onDone={onDone} />
  const chosen = webhookEvents.filter((event): event is WebhookEvent => events.includes(event))
  const wish = { name, url, events: chosen, allow_private: isPrivate && !isBarred }
  const error = create.error ?? update.error
  return (
    <form
      className="st-setting-fields"
      onSubmit={(event) => {
        event.preventDefault()
        if (hook) update.mutate({ ...wish, public_id: hook.public_id, version: hook.version })
        else create.mutate(wish)
      }}
    >
      <TextInput
        label={words.name}
        required
        withAsterisk={false}
        maxLength={100}
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <TextInput
        label={words.url}
        description={words.urlMore}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        required
        withAsterisk={false}
        maxLength={2000}
        inputMode="url"
        value={url}
        onChange={({ currentTarget }) => setUrl(currentTarget.value)}
      />
      <Checkbox.Group label={words.told} value={events} onChange={setEvents}>
        <div className="st-out-events">
          {webhookEvents.map((event) => (
            <Checkbox key={event} value={event} label={words.events[event]} />
          ))}
        </div>
      </Checkbox.Group>
      <Checkbox
        checked={isPrivate && !isBarred}
        disabled={isBarred}
        onChange={({ currentTarget }) => setPrivate(currentTarget.checked)}
        label={words.allowPrivate}
        description={isBarred ? words.onlyAdmin(hook?.allow_private === true) : words.allowPrivateMore}
      />
      {error && <Notice tone="bad">{wordsOf(error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        <Button type="submit" loading={create.isPending || update.isPending} disabled={chosen.length === 0}>
          {hook ? words.editVerb : words.createVerb}
        </Button>
      </DialogFoot>
    </form>
  )
}
