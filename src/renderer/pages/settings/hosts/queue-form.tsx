import { PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../api/client.ts'
import { DialogForm } from '../../../parts/dialog-form.tsx'
import { hosts } from '../../../words/hosts.ts'
import type { Queue } from './types.ts'

const words = hosts.queue

/** A password in a pasted address goes where nobody reads it over a shoulder. Null: there is none in it. */
function parted(text: string): { address: string; password: string } | null {
  const url = URL.parse(text.trim())
  if (url === null || url.password === '') return null
  const password = decodeURIComponent(url.password)
  url.password = ''
  return { address: url.href, password }
}

/** As the engine takes it; what is no address yet it answers in words. */
function joined(address: string, password: string): string {
  const url = password === '' ? null : URL.parse(address)
  if (url === null) return address
  url.password = encodeURIComponent(password)
  return url.href
}

/** Where the queue is: tried by the engine before it is kept. */
export function QueueForm({ queue, onDone }: { queue: Queue | null; onDone: () => void }) {
  const [address, setAddress] = useState(queue?.address ?? '')
  const [password, setPassword] = useState('')
  const set = useMutation(api.sender_hosts.set_queue.mutationOptions({ onSuccess: onDone }))
  const typed = (text: string) => {
    const found = parted(text)
    setAddress(found?.address ?? text)
    if (found) setPassword(found.password)
  }
  const isKept = queue?.has_password === true && queue.address === address.trim()
  return (
    <DialogForm
      verb={words.verb}
      doing={set}
      isOff={address.trim() === ''}
      onSubmit={() => set.mutate({ address: joined(address.trim(), password) })}
      onCancel={onDone}
    >
      <TextInput
        label={words.address}
        placeholder={words.example}
        description={words.tried}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        spellCheck={false}
        autoComplete="off"
        maxLength={1900}
        data-autofocus
        value={address}
        onChange={({ currentTarget }) => typed(currentTarget.value)}
      />
      <PasswordInput
        label={words.password}
        description={isKept ? words.passwordKept : words.passwordMore}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="off"
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
    </DialogForm>
  )
}
