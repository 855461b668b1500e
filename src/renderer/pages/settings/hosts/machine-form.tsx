import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../api/client.ts'
import { Command } from '../../../parts/command.tsx'
import { DialogForm } from '../../../parts/dialog-form.tsx'
import { hosts } from '../../../words/hosts.ts'

const words = hosts.machines

/** A machine by its name and the key that it printed. */
export function MachineForm({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState('')
  const [key, setKey] = useState('')
  const add = useMutation(api.sender_hosts.add.mutationOptions({ onSuccess: onDone }))
  return (
    <DialogForm
      verb={words.addVerb}
      doing={add}
      isOff={name.trim() === '' || key.trim() === ''}
      onSubmit={() => add.mutate({ name: name.trim(), key: key.trim() })}
      onCancel={onDone}
    >
      <TextInput
        label={words.name}
        description={words.nameMore}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        maxLength={100}
        autoComplete="off"
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <TextInput
        label={words.key}
        placeholder="age1…"
        className="st-key-shown"
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        value={key}
        onChange={({ currentTarget }) => setKey(currentTarget.value)}
      />
      <div className="st-hosts-hint">
        <p className="small dim">{words.keyMore}</p>
        <Command>{words.keyCommand}</Command>
      </div>
    </DialogForm>
  )
}
