import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { api, type client } from '../../../api/client.ts'
import { useNow, useZone } from '../../../api/hooks.ts'
import { Empty, RowsOnTheWay } from '../../../parts/blank.tsx'
import { DialogFoot } from '../../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../../parts/notice.tsx'
import { State } from '../../../parts/state.tsx'
import { moment } from '../../../words/format.ts'
import { outward } from '../../../words/outward.ts'

const words = outward.hooks
const signs = { waiting: 'waiting', delivered: 'sent', given_up: 'refused' } as const
type Delivery = Awaited<ReturnType<typeof client.webhooks.deliveries>>['rows'][number]

function DeliveryRow({ row, onAgain }: { row: Delivery; onAgain: () => void }) {
  const zone = useZone()
  const now = useNow(60_000)
  const what = row.event === 'test' ? words.test : words.events[row.event]
  const more = [
    words.tries(row.tries),
    ...(row.next_try ? [words.next(moment(row.next_try, zone, now))] : []),
    ...(row.trouble === null && row.code !== null ? [String(row.code)] : []),
  ]
  return (
    <tr>
      <th scope="row">{what}</th>
      <td>{moment(row.created, zone, now)}</td>
      <td>
        <div className="st-out-outcome">
          <State is={signs[row.state]}>{words.states[row.state]}</State>
          <span className="dim">{more.join(' · ')}</span>
        </div>
        {row.trouble !== null && <div className="st-out-why">{row.trouble}</div>}
      </td>
      <td className="num">
        {row.state !== 'waiting' && row.event !== 'test' && (
          <Button
            size="xs"
            variant="default"
            onClick={onAgain}
            aria-label={`${words.again}: ${what}, ${moment(row.created, zone, now)}`}
          >
            {words.again}
          </Button>
        )}
      </td>
    </tr>
  )
}

/** The last fifty of what one receiver was told, and what came of it. */
export function Deliveries({ hook, onDone }: { hook: string; onDone: () => void }) {
  const found = useQuery(api.webhooks.deliveries.queryOptions({ input: { public_id: hook, limit: 50 } }))
  const again = useMutation(api.webhooks.redeliver.mutationOptions())
  const { delivery } = words
  const rows = found.data?.rows ?? []
  return (
    <div className="st-setting-fields">
      {found.error && <Failed what={words.title} error={found.error} onAgain={() => found.refetch()} />}
      {found.isPending && <RowsOnTheWay rows={4} />}
      {found.data && rows.length === 0 && <Empty title={words.nothing}>{words.nothingMore}</Empty>}
      {rows.length > 0 && (
        <div className="st-out-scroll">
          <table className="st-out-table st-out-deliveries">
            <thead>
              <tr>
                <th scope="col">{delivery.event}</th>
                <th scope="col">{delivery.at}</th>
                <th scope="col">{delivery.state}</th>
                <th scope="col">
                  <span className="unseen">{delivery.acts}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <DeliveryRow key={row.public_id} row={row} onAgain={() => again.mutate({ public_id: row.public_id })} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {again.error && <Notice tone="bad">{wordsOf(again.error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone} data-autofocus>
          {words.close}
        </Button>
      </DialogFoot>
    </div>
  )
}
