import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { api, client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { Failed, Notice } from '../../parts/notice.tsx'
import { Rates } from '../../parts/rates.tsx'
import { say } from '../../parts/say.tsx'
import { State, type StateName } from '../../parts/state.tsx'
import { branded } from '../../words/branded.ts'
import { domains as words } from '../../words/domains.ts'
import { moment } from '../../words/format.ts'
import { rates } from '../../words/rates.ts'
import { DomainRecord } from './record.tsx'
import { Tracking } from './tracking.tsx'
import type { Domain } from './types.ts'

const looks: Record<Domain['status'], StateName> = {
  ok: 'active',
  warning: 'unsure',
  wrong: 'error',
  unknown: 'pending',
}

function Acts({ domain }: { domain: Domain }) {
  const ask = useAsk()
  const { public_id, name, has_dkim_key } = domain
  const check = useMutation({ mutationFn: () => client.domains.check({ public_id }) })
  const make = useMutation({
    mutationFn: () => client.domains.dkim_generate({ public_id, ...(has_dkim_key ? { replace: true } : {}) }),
    onSuccess: () => say({ title: words.made, more: words.madeMore }),
  })
  const key = async () => {
    const question = {
      title: words.replaceTitle(name),
      body: words.replaceBody(domain.signing),
      verb: words.replace,
      danger: !domain.signing,
    }
    if (!has_dkim_key || (await ask(question))) make.mutate()
  }
  const remove = async () => {
    const run = () => client.domains.remove({ public_id })
    const body = words.removeBody(has_dkim_key)
    if (await ask({ title: words.removeTitle(name), body, verb: words.remove, danger: true, run }))
      say({ title: words.removed(name) })
  }
  const error = check.error ?? make.error
  return (
    <>
      <div className="dm-acts">
        <Button variant="default" size="xs" loading={check.isPending} onClick={() => check.mutate()}>
          {words.check}
        </Button>
        <Button variant="default" size="xs" loading={make.isPending} onClick={() => void key()}>
          {has_dkim_key ? words.toReplace : words.generate}
        </Button>
        <Button variant="default" size="xs" data-danger onClick={() => void remove()}>
          {words.toRemove}
        </Button>
      </div>
      {error && (
        <div className="dm-error">
          <Failed what={name} error={error} />
        </div>
      )}
    </>
  )
}

/** What came back of the mail that is written from it. */
function CameBack({ domain: { public_id, name } }: { domain: Domain }) {
  const found = useQuery(api.domains.deliverability.queryOptions({ input: { public_id } }))
  if (found.error) return <Failed what={rates.failed} error={found.error} onAgain={() => found.refetch()} />
  return (
    <section className="dm-rates" aria-label={rates.titleOf(name)}>
      <h3>{rates.title}</h3>
      {found.data ? <Rates figures={found.data} since={null} /> : <RowsOnTheWay rows={4} height={28} />}
    </section>
  )
}

/** One domain with all its records. */
export function DomainCard({ domain }: { domain: Domain }) {
  const zone = useZone()
  const now = useNow()
  const when = domain.checked_at
  return (
    <article className="dm-card" aria-label={domain.name}>
      <header className="dm-head">
        <div className="grow">
          <h2>
            {domain.name} <State is={looks[domain.status]}>{words.status[domain.status]}</State>
          </h2>
          <p className="dim small">{words.accounts(domain.accounts)}</p>
          <p className="dim small" aria-live="polite">
            {when ? words.checked(moment(when, zone, now)) : words.never}
            {domain.signing && ` · ${words.signing}`}
          </p>
        </div>
        <Acts domain={domain} />
      </header>
      {domain.waiting.length > 0 && <Notice tone="info">{branded.waiting(domain.waiting, domain.name)}</Notice>}
      {domain.trouble && <Notice tone="warn">{words.trouble(domain.trouble)}</Notice>}
      {domain.records.map((record) => (
        <DomainRecord
          key={record.record}
          record={record}
          domain={domain.name}
          action={record.record === 'tracking' && <Tracking domain={domain} />}
        />
      ))}
      {domain.accounts.length > 0 && <CameBack domain={domain} />}
    </article>
  )
}
