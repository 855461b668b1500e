import { Checkbox, NumberInput, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { useStatus } from '../../api/hooks.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { Notice } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { said } from '../../words/format.ts'
import { requests as words } from '../../words/requests.ts'
import type { LimitRequest, Request } from './types.ts'

type Permit = 'role' | 'more'
const permitOf = (kind: string): Permit | null => (kind === 'role' ? 'role' : kind === 'limit' ? 'more' : null)

/** Approves a request; what a rule forbids is permitted expressly, one tick each. */
export function Approve({ request, onDone }: { request: Request; onDone: () => void }) {
  const [permits, setPermits] = useState<Permit[]>([])
  const approve = useMutation({
    mutationFn: () =>
      client.mailbox_requests.approve({ public_id: request.public_id, version: request.version, permits }),
    onSuccess: () => {
      say({ title: words.approved(request.address), more: words.approvedMore })
      onDone()
    },
  })
  const toPermit = request.findings.flatMap(({ kind, message }) => {
    const permit = permitOf(kind)
    return permit ? [{ permit, message }] : []
  })
  const rest = request.findings.filter(({ remedy }) => remedy !== 'permit')
  const missing = toPermit.some(({ permit }) => !permits.includes(permit))
  return (
    <DialogForm
      verb={words.approve}
      doing={approve}
      isOff={missing}
      onSubmit={() => approve.mutate()}
      onCancel={onDone}
    >
      <p>{words.approveBody(request.seat_name)}</p>
      {rest.map(({ kind, remedy, message }) => (
        <Notice key={kind} tone={remedy === 'refused' ? 'bad' : 'warn'}>
          {said(message)}
        </Notice>
      ))}
      {toPermit.map(({ permit, message }) => (
        <Notice key={permit} tone="warn">
          <p>{said(message)}</p>
          <Checkbox
            label={words.permits[permit]}
            checked={permits.includes(permit)}
            onChange={({ currentTarget: { checked } }) =>
              setPermits((before) => (checked ? [...before, permit] : before.filter((each) => each !== permit)))
            }
          />
        </Notice>
      ))}
    </DialogForm>
  )
}

/** Declines with a reason that whoever asked reads. */
export function Decline({
  run,
  title,
  onDone,
}: {
  run: (reason: string) => Promise<unknown>
  title: string
  onDone: () => void
}) {
  const [reason, setReason] = useState('')
  const decline = useMutation({
    mutationFn: () => run(reason),
    onSuccess: () => {
      say({ title })
      onDone()
    },
  })
  return (
    <DialogForm
      verb={words.decline}
      doing={decline}
      isOff={reason.trim().length < 3}
      onSubmit={() => decline.mutate()}
      onCancel={onDone}
    >
      <Textarea
        label={words.reason}
        description={words.reasonMore}
        data-autofocus
        autosize
        minRows={2}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </DialogForm>
  )
}

/** Grants what was asked for, or another number. */
export function Grant({ request, onDone }: { request: LimitRequest; onDone: () => void }) {
  const isSandbox = useStatus().data?.sandbox ?? true
  const [granted, setGranted] = useState<number | string>(request.wanted)
  const grant = useMutation({
    mutationFn: () =>
      client.limit_requests.approve({
        public_id: request.public_id,
        version: request.version,
        granted: Number(granted),
      }),
    onSuccess: (done) => {
      say({ title: words.limits.granted(done.granted ?? 0) })
      onDone()
    },
  })
  return (
    <DialogForm
      verb={words.limits.grant}
      doing={grant}
      isOff={!(Number(granted) > request.present)}
      onSubmit={() => grant.mutate()}
      onCancel={onDone}
    >
      <NumberInput
        label={words.limits.wanted(request.kind, request.wanted, isSandbox)}
        description={words.limits.present(request.present)}
        min={request.present + 1}
        allowDecimal={false}
        data-autofocus
        value={granted}
        onChange={setGranted}
      />
    </DialogForm>
  )
}
