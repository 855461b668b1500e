import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { say } from '../../parts/say.tsx'
import { domains } from '../../words/domains.ts'
import type { Domain } from './types.ts'

const words = domains.tracking

function Form({ domain, onDone }: { domain: Domain; onDone: () => void }) {
  const { public_id, version, name, tracking_host: present } = domain
  const [host, setHost] = useState(present ?? '')
  const wanted = host.trim() || null
  const change = useMutation({
    mutationFn: () => client.domains.update({ public_id, version, tracking_host: wanted }),
    onSuccess: () => {
      say({ title: wanted === null ? words.none(name) : words.set(wanted) })
      onDone()
    },
  })
  return (
    <DialogForm
      verb={wanted === null && present !== null ? words.clear : words.verb}
      doing={change}
      isOff={wanted === present}
      onSubmit={() => change.mutate()}
      onCancel={onDone}
    >
      <TextInput
        label={words.label}
        description={words.hint(name)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={words.placeholder(name)}
        value={host}
        spellCheck={false}
        autoComplete="off"
        onChange={({ currentTarget }) => setHost(currentTarget.value)}
        data-autofocus
      />
    </DialogForm>
  )
}

/** The public name of opt-out pages and followed links: set, changed, or taken away. */
export function Tracking({ domain }: { domain: Domain }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        {domain.tracking_host === null ? words.toSet : words.toChange}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={words.title(domain.name)} size={480}>
        <Form domain={domain} onDone={() => setOpen(false)} />
      </Modal>
    </>
  )
}
