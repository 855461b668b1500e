import { useMutation } from '@tanstack/react-query'
import { api, client } from '../../api/client.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { say } from '../../parts/say.tsx'
import { mailboxes } from '../../words/mailboxes.ts'
import { shell } from '../../words/shell.ts'
import type { Box } from './accounts.ts'

const { did, ask: words } = mailboxes

/** Pause, resume, activate and deactivate one mailbox; what can be undone at once is, what holds mail back is asked. */
export function useActs({ account, usage }: Box) {
  const { public_id, from_email: address } = account
  const ask = useAsk()
  const resume = useMutation(
    api.accounts.resume.mutationOptions({ onSuccess: () => say({ title: did.resumed(address) }) }),
  )
  const pause = useMutation(
    api.accounts.pause.mutationOptions({
      onSuccess: () =>
        say({
          title: did.paused(address),
          more: mailboxes.trouble.waits(usage?.planned ?? 0),
          action: { label: shell.undo, run: () => resume.mutateAsync({ public_id }) },
        }),
    }),
  )
  const activate = useMutation(
    api.accounts.activate.mutationOptions({ onSuccess: () => say({ title: did.activated(address) }) }),
  )
  const deactivate = async () => {
    const done = await ask({
      title: words.deactivate(address),
      body:
        account.group !== null && (usage?.planned ?? 0) > 0
          ? words.deactivateGrouped
          : words.deactivateBody(usage?.planned ?? 0),
      verb: words.deactivateVerb,
      danger: true,
      run: () => client.accounts.deactivate({ public_id }),
    })
    if (done)
      say({
        title: did.deactivated(address),
        action: { label: shell.undo, run: () => activate.mutateAsync({ public_id }) },
      })
  }
  return {
    pause: () => (account.paused ? resume : pause).mutate({ public_id }),
    activate: () => activate.mutate({ public_id }),
    deactivate,
    isBusy: activate.isPending,
    error: pause.error ?? resume.error ?? activate.error,
  }
}
