import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useReassign } from '../../api/reassign.ts'
import { ReassignForm } from '../../parts/reassign-form.tsx'
import { say } from '../../parts/say.tsx'
import { reassign as words } from '../../words/removal.ts'

function Form({ sequence, onClose }: { sequence: string; onClose: () => void }) {
  const form = useReassign({ sequence }, (n, address) => {
    say({ title: words.did(n, address) })
    onClose()
  })
  return <ReassignForm {...form} onCancel={onClose} />
}

/** Beside the list of those who failed: some of them did because their mailbox was removed, and can go on. */
export function ReassignFailed({ sequence }: { sequence: string }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        {words.sequence}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={words.sequence} size={520}>
        {open && <Form sequence={sequence} onClose={() => setOpen(false)} />}
      </Modal>
    </>
  )
}
