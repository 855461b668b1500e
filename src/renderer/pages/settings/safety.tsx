import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { unproved, unprovedWords } from '../../../shared/domain/safe-mode-words.ts'
import { api, client, queries } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { useOwnCopy } from '../../api/own-copy.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { moment, said } from '../../words/format.ts'
import { safety as words } from '../../words/safety.ts'
import { settings } from '../../words/settings.ts'
import { Section } from './section.tsx'
import './safety.css'

type Status = Awaited<ReturnType<typeof client.safety.status>>

const refresh = () => queries.invalidateQueries({ queryKey: api.safety.key() })

/** What the Sent folders showed, mailbox by mailbox. */
function Compared({ compared }: { compared: NonNullable<Status['compared']> }) {
  const zone = useZone()
  const now = useNow(60_000)
  const { columns } = words
  if (compared.accounts.length === 0) return <p className="dim">{words.nobody}</p>
  return (
    <>
      <p className="dim small">{words.compared(moment(compared.at, zone, now))}</p>
      <table className="st-key-table st-safe-table" aria-label={words.table}>
        <thead>
          <tr>
            <th scope="col">{columns.account}</th>
            <th scope="col">{columns.outcome}</th>
            <th scope="col">{columns.found}</th>
            <th scope="col">{columns.unknown}</th>
          </tr>
        </thead>
        <tbody>
          {compared.accounts.map((each) => (
            <tr key={each.account}>
              <th scope="row" className="clip">
                {each.address}
              </th>
              <td>{said(each.words)}</td>
              <td className="num">{each.found}</td>
              <td className="num">{each.unknown}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** Why nothing is sent, and the way out: compare, then let this copy send. */
function Held({ status }: { status: Status }) {
  const ask = useAsk()
  const compare = useMutation({ mutationFn: () => client.safety.compare(), onSuccess: refresh })
  const open = unproved(status.compared?.accounts ?? [])
  const isSimple = status.reason === 'moved' || status.reason === 'clock'
  const lift = async () => {
    const send = {
      title: words.liftTitle,
      body: words.liftBody(status.doubtful, unprovedWords(open), status.asks_other),
      verb: words.lift,
    }
    const { title, body: takesPlace, verb } = words.gone
    const gone = { title, body: `${takesPlace} ${send.body}`, verb, danger: true }
    const done = await ask({
      ...(status.reason === 'clock' ? words.clock : status.asks_other ? gone : send),
      run: () =>
        client.safety.lift({
          without_comparison: open.length > 0,
          ...(status.asks_other ? { other: 'gone' as const } : {}),
        }),
    })
    if (!done) return
    say({ title: words.lifted })
    await refresh()
  }
  const verb = status.reason === 'clock' ? words.clock.verb : status.asks_other ? words.liftOther : words.lift
  const beOwn = async () => {
    const { title, body, verb, done } = words.own
    if (!(await ask({ title, body, verb, run: () => client.safety.lift({ other: 'in_use' }) }))) return
    say({ title: done })
    await refresh()
  }
  return (
    <>
      <Notice tone="bad">
        <b>{said(status.title)}</b> {said(status.words)}
      </Notice>
      <p>
        {words.held(status.held, status.doubtful)}
        {status.elsewhere > 0 && ` ${words.elsewhere(status.elsewhere, status.held)}`}
      </p>
      {status.compared && <Compared compared={status.compared} />}
      {compare.error && <Notice tone="bad">{wordsOf(compare.error)}</Notice>}
      {status.can_lift && status.asks_other && <p>{words.asksOther}</p>}
      {status.can_lift && (
        <div className="row">
          {!isSimple && (
            <Button
              variant={status.compared ? 'default' : 'filled'}
              loading={compare.isPending}
              onClick={() => compare.mutate()}
            >
              {status.compared ? words.compareAgain : words.compare}
            </Button>
          )}
          {(isSimple || status.compared) && <Button onClick={() => void lift()}>{verb}</Button>}
          {status.asks_other && (
            <Button variant="default" onClick={() => void beOwn()}>
              {words.own.verb}
            </Button>
          )}
        </div>
      )}
    </>
  )
}

/** Whether this copy of the data may send. */
export function Safety() {
  const found = useQuery(api.safety.status.queryOptions())
  const { data } = found
  const own = useOwnCopy()
  const normal = own ? words.own.kept[own] : data?.guarded ? words.normal : words.unguarded
  return (
    <Section title={settings.sections.safety} lead={words.lead}>
      {found.error && <Failed what={words.failed} error={found.error} onAgain={() => found.refetch()} />}
      {found.isPending && <RowsOnTheWay rows={2} />}
      {data?.state === 'normal' && <Notice tone="info">{normal}</Notice>}
      {data && data.state !== 'normal' && <Held status={data} />}
    </Section>
  )
}
