import { Modal } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Client } from '../../../shared/contract/index.ts'
import { client } from '../../api/client.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { type ChosenEnds, EndsFields } from '../../parts/ends-fields.tsx'
import { say } from '../../parts/say.tsx'
import { engagementEnds as words } from '../../words/engagement-ends.ts'

export type Engagement = Awaited<ReturnType<Client['sequences']['engagements']>>[number]

/** What ends an engagement’s contacts, and the way to change it. */
export function EndsOf({ engagement }: { engagement: Engagement }) {
  const [open, setOpen] = useState(false)
  const { ends, cut, can_change } = engagement
  return (
    <span>
      {words.ends(words.said(ends))}
      {cut > 0 && ` · ${words.was(cut)}`}
      {can_change && (
        <>
          {' '}
          <button type="button" className="link" onClick={() => setOpen(true)}>
            {words.change}
          </button>
        </>
      )}
      <Modal opened={open} onClose={() => setOpen(false)} title={words.dialog}>
        {open && <Change engagement={engagement} onDone={() => setOpen(false)} />}
      </Modal>
    </span>
  )
}

function Change({ engagement, onDone }: { engagement: Engagement; onDone: () => void }) {
  const { ends: was, public_id } = engagement
  const [ends, setEnds] = useState<ChosenEnds>({
    company: was.company === true,
    clicked: was.clicked === true,
    until: was.until ?? null,
  })
  const save = useMutation({
    mutationFn: () =>
      client.sequences.change_ends({
        public_id,
        ends: {
          ...(ends.company && { company: true }),
          ...(ends.clicked && { clicked: true }),
          ...(ends.until !== null && { until: ends.until }),
        },
      }),
    onSuccess: () => {
      say({ title: words.saved, more: words.savedMore })
      onDone()
    },
  })
  return (
    <DialogForm verb={words.save} doing={save} onSubmit={() => save.mutate()} onCancel={onDone}>
      <EndsFields ends={ends} onChange={(change) => setEnds({ ...ends, ...change })} />
    </DialogForm>
  )
}
