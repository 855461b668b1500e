import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { Notice } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { State, type StateName } from '../../parts/state.tsx'
import { moment, said } from '../../words/format.ts'
import { requests as words } from '../../words/requests.ts'
import type { Request } from './types.ts'

const looks: Record<Request['state'], StateName> = {
  requested: 'pending',
  approved: 'active',
  declined: 'stopped',
  withdrawn: 'withdrawn',
  configured: 'finished',
}

function useActs(request: Request) {
  const ask = useAsk()
  const { public_id, version, address } = request
  return {
    withdraw: async () => {
      const run = () => client.mailbox_requests.withdraw({ public_id, version })
      if (await ask({ title: words.withdrawTitle(address), verb: words.withdraw, danger: true, run }))
        say({ title: words.withdrawn(address) })
    },
    release: async () => {
      const run = () => client.mailbox_requests.release({ address })
      const question = { title: words.releaseTitle(address), body: words.releaseBody, verb: words.release }
      if (await ask({ ...question, danger: true, run })) say({ title: words.released(address) })
    },
  }
}

function Acts({ request, onApprove, onDecline }: { request: Request; onApprove: () => void; onDecline: () => void }) {
  const { may_decide, may_withdraw, state, address, seat } = request
  const { withdraw } = useActs(request)
  const named = (verb: string) => ({ size: 'xs', variant: 'default', 'aria-label': words.named(verb, address) })
  return (
    <div className="rq-acts">
      {may_decide && state === 'requested' && (
        <Button {...named(words.approve)} onClick={onApprove}>
          {words.opens(words.approve)}
        </Button>
      )}
      {state === 'approved' && (
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => <Link to="/mailboxes/connect" search={{ email: address, seat }} {...props} />}
        >
          {words.connect}
        </Button>
      )}
      {may_decide && (
        <Button {...named(words.decline)} onClick={onDecline}>
          {words.opens(words.decline)}
        </Button>
      )}
      {may_withdraw && (
        <Button {...named(words.withdraw)} onClick={() => void withdraw()}>
          {words.opens(words.withdraw)}
        </Button>
      )}
    </div>
  )
}

/** One request: what, for whom, where it stands, what stands against it, and what can be done. */
export function RequestRow(props: { request: Request; onApprove: () => void; onDecline: () => void }) {
  const { request } = props
  const zone = useZone()
  const now = useNow(60_000)
  const { release } = useActs(request)
  const when = moment(request.decided_at ?? request.created_at, zone, now)
  return (
    <li className="rq-row">
      <div className="grow">
        <p className="strong clip">{request.address}</p>
        <p className="small dim">{words.forSeat(request.seat_name, request.asked_by)}</p>
      </div>
      <State is={looks[request.state]}>{words.states[request.state]}</State>
      <p className="small dim">
        {request.decided_at ? words.decided(request.decided_by, when) : when}
        {request.permits.map((permit) => ` · ${words.permitted[permit]}`)}
      </p>
      <Acts {...props} />
      {(request.reason || request.note || request.findings.length > 0) && (
        <div className="rq-notes">
          {request.reason && <p className="small">{request.reason}</p>}
          {request.note && <q className="small quote">{request.note}</q>}
          {request.findings.map(({ kind, remedy, message }) => (
            <Notice
              key={kind}
              tone={remedy === 'refused' ? 'bad' : 'warn'}
              action={
                kind === 'taken' &&
                request.may_decide && (
                  <Button size="xs" variant="default" data-danger onClick={() => void release()}>
                    {words.opens(words.release)}
                  </Button>
                )
              }
            >
              {said(message)}
            </Notice>
          ))}
        </div>
      )}
    </li>
  )
}
