/** Small dialogs about one permission: accepting, declining, taking back. */
import { Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../../api/client.ts'
import { useAsk } from '../../../parts/dialog.tsx'
import { DialogForm } from '../../../parts/dialog-form.tsx'
import { say } from '../../../parts/say.tsx'
import { delegation as words } from '../../../words/delegation.ts'
import { otherOf, type Permission } from './types.ts'

const meant = ({ public_id, version }: Permission) => ({ public_id, version })

export function useAnswers() {
  const ask = useAsk()
  return {
    accept: async (one: Permission) => {
      const { name } = otherOf(one)
      const { accept } = words
      const isRequest = one.origin === 'request'
      const done = await ask({
        title: isRequest ? accept.ofRequest(name) : accept.ofGrant(name),
        body: isRequest ? accept.requestBody(name) : accept.grantBody(name),
        verb: accept.verb,
        run: () => client.delegations.accept(meant(one)),
      })
      if (done) say({ title: isRequest ? accept.done(name) : accept.doneGrant(name) })
    },
    cancel: async (one: Permission) => {
      const { cancel } = words
      const run = () => client.delegations.cancel(meant(one))
      const question = {
        title: (one.origin === 'grant' ? cancel.titleGrant : cancel.title)(otherOf(one).name),
        body: cancel.body,
        verb: cancel.verb,
      }
      if (await ask({ ...question, danger: true, run })) say({ title: cancel.done })
    },
  }
}

/** Declined with words, or without. */
export function Decline({ one, onDone }: { one: Permission; onDone: () => void }) {
  const [reason, setReason] = useState('')
  const doing = useMutation({
    mutationFn: () =>
      client.delegations.decline({ ...meant(one), ...(reason.trim() ? { reason: reason.trim() } : {}) }),
    onSuccess: () => {
      say({ title: words.decline.done })
      onDone()
    },
  })
  return (
    <DialogForm verb={words.decline.verb} doing={doing} onSubmit={() => doing.mutate()} onCancel={onDone}>
      <p className="dim">{words.decline.body}</p>
      <Textarea
        data-autofocus
        label={words.decline.reason}
        maxLength={500}
        autosize
        minRows={2}
        maxRows={6}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </DialogForm>
  )
}
