import { Button, Modal } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useStatus } from '../../api/hooks.ts'
import { useLasting } from '../../parts/lasting.ts'
import { Meter } from '../../parts/meter.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { State } from '../../parts/state.tsx'
import { requests } from '../../words/requests.ts'
import { Decline, Grant } from './decide.tsx'
import type { LimitRequest } from './types.ts'

const words = requests.limits
type Limit = Awaited<ReturnType<typeof client.accounts.limits>>['managed']

function One({ kind, limit }: { kind: LimitRequest['kind']; limit: Limit }) {
  const isSandbox = useStatus().data?.sandbox ?? true
  const ask = useMutation({
    mutationFn: () =>
      kind === 'accounts' ? client.limit_requests.request_increase() : client.limit_requests.request_review(),
    onSuccess: (made) => say({ title: words.wanted(made.kind, made.wanted, isSandbox), more: words.asked }),
  })
  const isPending = limit.request === 'pending'
  return (
    <div>
      <Meter
        label={kind === 'managed' && isSandbox ? words.sandbox : words[kind]}
        used={limit.used}
        limit={limit.allowed}
      />
      <p className="fine dim">
        {isPending
          ? words.pending
          : kind === 'managed'
            ? words.managedMore
            : `${words.accountsMore(isSandbox)} ${limit.near_limit ? '' : words.from(Math.ceil(limit.allowed * 0.8))}`}
      </p>
      {limit.can_request && (
        <Button size="xs" variant="default" loading={ask.isPending} onClick={() => ask.mutate()}>
          {kind === 'accounts' ? words.increase : words.review}
        </Button>
      )}
      {ask.error && <Notice tone="bad">{wordsOf(ask.error)}</Notice>}
    </div>
  )
}

function LimitRow({ item, onOpen }: { item: LimitRequest; onOpen: (how: 'grant' | 'decline') => void }) {
  const isSandbox = useStatus().data?.sandbox ?? true
  const what = words.wanted(item.kind, item.wanted, isSandbox)
  return (
    <li className="rq-row">
      <div className="grow">
        <p className="strong">{what}</p>
        <p className="small dim">{words.by(item.asked_by)}</p>
      </div>
      <State is={item.state === 'approved' ? 'active' : item.state === 'declined' ? 'stopped' : 'pending'}>
        {requests.states[item.state]}
      </State>
      <p className="small dim">{item.reason ?? (item.granted === null ? item.note : words.granted(item.granted))}</p>
      <div className="rq-acts">
        {item.may_decide && (
          <>
            <Button
              size="xs"
              variant="default"
              aria-label={requests.named(words.grant, what)}
              onClick={() => onOpen('grant')}
            >
              {requests.opens(words.grant)}
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={requests.named(requests.decline, what)}
              onClick={() => onOpen('decline')}
            >
              {requests.opens(requests.decline)}
            </Button>
          </>
        )}
      </div>
    </li>
  )
}

/** How much room the team has, and who asked for more. */
export function Room() {
  const limits = useQuery(api.accounts.limits.queryOptions())
  const asked = useQuery(api.limit_requests.list.queryOptions())
  const [open, setOpen] = useState<{ item: LimitRequest; how: 'grant' | 'decline' } | null>(null)
  const close = () => setOpen(null)
  const shown = useLasting(open)
  return (
    <section className="rq-list" aria-label={words.title}>
      <h2>{words.title}</h2>
      {limits.error && <Failed what={words.title} error={limits.error} onAgain={() => limits.refetch()} />}
      {limits.data && (
        <div className="rq-room">
          <One kind="accounts" limit={limits.data.sending_accounts} />
          <One kind="managed" limit={limits.data.managed} />
        </div>
      )}
      {asked.error && <Failed what={words.title} error={asked.error} onAgain={() => asked.refetch()} />}
      <ul>
        {asked.data?.map((item) => (
          <LimitRow key={item.public_id} item={item} onOpen={(how) => setOpen({ item, how })} />
        ))}
      </ul>
      <Modal
        opened={open !== null}
        onClose={close}
        title={shown?.how === 'decline' ? words.declineTitle : words.grantTitle}
        size={440}
      >
        {shown?.how === 'grant' && <Grant request={shown.item} onDone={close} />}
        {shown?.how === 'decline' && (
          <Decline
            title={words.declined}
            run={(reason) =>
              client.limit_requests.decline({ public_id: shown.item.public_id, version: shown.item.version, reason })
            }
            onDone={close}
          />
        )}
      </Modal>
    </section>
  )
}
