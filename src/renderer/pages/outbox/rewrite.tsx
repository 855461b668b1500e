import { Button, Modal } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { useLasting } from '../../parts/lasting.ts'
import { Failed, Notice } from '../../parts/notice.tsx'
import { draftOf, exactOf, isSame } from '../../parts/own-text/draft.ts'
import { OwnTextFields } from '../../parts/own-text/fields.tsx'
import { say } from '../../parts/say.tsx'
import { ownText as words } from '../../words/own-text.ts'
import { nameOf } from './columns.tsx'
import type { Email } from './use-emails.ts'

type Text = Awaited<ReturnType<typeof client.sends.text>>

/** One email in words of its own, or in its step's again. */
export function RewriteDialog({ email, onClose }: { email: Email | null; onClose: () => void }) {
  const shown = useLasting(email)
  return (
    <Modal opened={email !== null} onClose={onClose} title={shown && words.dialog.title(nameOf(shown))} size={760}>
      {shown && <Asked email={shown} onClose={onClose} />}
    </Modal>
  )
}

function Asked({ email, onClose }: { email: Email; onClose: () => void }) {
  const { public_id } = email
  // as it was when the dialog opened: what is written isn't changed under somebody's hands
  const text = useQuery({
    ...api.sends.text.queryOptions({ input: { public_id } }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  if (text.isPending) return <RowsOnTheWay rows={6} height={32} />
  if (text.error) return <Failed what={words.dialog.what} error={text.error} onAgain={() => text.refetch()} />
  return <Form email={email} text={text.data} onClose={onClose} />
}

function Form({ email, text, onClose }: { email: Email; text: Text; onClose: () => void }) {
  const { public_id } = email
  const [draft, setDraft] = useState(() => draftOf(text))
  const keep = useMutation({
    mutationFn: () => client.sends.rewrite({ public_id, ...exactOf(draft) }),
    onSuccess: () => {
      say({ title: words.kept(nameOf(email)) })
      onClose()
    },
  })
  const back = useMutation({
    mutationFn: () => client.sends.unwrite({ public_id }),
    onSuccess: () => {
      say({ title: words.dropped(nameOf(email)) })
      onClose()
    },
  })
  const isUnchanged = isSame(draft, draftOf(text))
  return (
    <DialogForm
      verb={words.dialog.verb}
      doing={{ isPending: keep.isPending || back.isPending, error: keep.error ?? back.error }}
      isOff={isUnchanged}
      onSubmit={() => keep.mutate()}
      onCancel={onClose}
    >
      <p className="dim small">{words.dialog.lead(nameOf(email))}</p>
      {text.trouble !== null && text.own === null && (
        <Notice tone="warn">
          {words.dialog.none} {text.trouble}
        </Notice>
      )}
      <OwnTextFields
        draft={draft}
        change={(some) => {
          keep.reset()
          setDraft((now) => ({ ...now, ...some }))
        }}
        title={text.title}
        opens={text.opens}
      />
      {text.own !== null && (
        <p>
          <Button variant="subtle" size="compact-sm" onClick={() => back.mutate()}>
            {words.dialog.back}
          </Button>
        </p>
      )}
    </DialogForm>
  )
}
