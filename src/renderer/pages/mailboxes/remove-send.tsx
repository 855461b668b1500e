/** What a mailbox has written can be sent before it goes: what that leads to is told first, then it is done. */
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { client } from '../../api/client.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { removal as words } from '../../words/removal.ts'

async function sendAll(publicId: string): Promise<number> {
  let done = 0
  for (let after: string | undefined; ; ) {
    const page = await client.sends.send_drafts({ public_id: publicId, ...(after === undefined ? {} : { after }) })
    done += page.done
    if (page.next === null) return done
    after = page.next
  }
}

export function SendFirst({ publicId, onSent }: { publicId: string; onSent: () => void }) {
  const trial = useMutation({
    mutationFn: () => client.sends.send_drafts({ public_id: publicId, dry_run: true }),
  })
  const sending = useMutation({ mutationFn: () => sendAll(publicId), onSuccess: onSent })
  const error = trial.error ?? sending.error
  return (
    <div className="mb-remove-send">
      {sending.data === undefined && !trial.data && (
        <Button size="xs" variant="default" loading={trial.isPending} onClick={() => trial.mutate()}>
          {words.send.open}
        </Button>
      )}
      <div role="status" aria-label={words.send.open}>
        {sending.data !== undefined && <p>{words.send.did(sending.data)}</p>}
        {sending.data === undefined && trial.data?.words.map((sentence) => <p key={sentence}>{sentence}</p>)}
      </div>
      {sending.data === undefined && trial.data && (
        <div className="row">
          <Button
            size="xs"
            variant="default"
            disabled={trial.data.done === 0}
            loading={sending.isPending}
            onClick={() => sending.mutate()}
          >
            {words.send.verb(trial.data.done)}
          </Button>
          <Button size="xs" variant="subtle" onClick={() => trial.reset()}>
            {words.send.leave}
          </Button>
        </div>
      )}
      {error && <Notice tone="bad">{wordsOf(error)}</Notice>}
    </div>
  )
}
