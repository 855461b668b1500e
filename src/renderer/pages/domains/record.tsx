import { Button, CopyButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { State, type StateName } from '../../parts/state.tsx'
import { domains as words } from '../../words/domains.ts'
import type { Found } from './types.ts'

const looks: Record<Found['state'], StateName> = {
  ok: 'active',
  warning: 'unsure',
  missing: 'error',
  wrong: 'error',
  off: 'inactive',
  unknown: 'pending',
}

/** A new key whose record is still to come is no fault: the present one signs. */
const RecordState = ({ record: { record, state } }: { record: Found }) =>
  record === 'dkim_next' && state === 'missing' ? (
    <State is="pending">{words.awaited}</State>
  ) : (
    <State is={looks[state]}>{words.state[state]}</State>
  )

function Copied({ label, what, children }: { label: string; what: string; children: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <code>{children}</code>
        <CopyButton value={children} timeout={2000}>
          {({ copied, copy }) => (
            <Button size="xs" variant="subtle" onClick={copy}>
              <span aria-live="polite">{copied ? words.copied : words.copyWord}</span>
              <span className="unseen">{words.which(what)}</span>
            </Button>
          )}
        </CopyButton>
      </dd>
    </>
  )
}

/** One record: what was found, what it means, and what to add. */
export function DomainRecord({
  record,
  domain,
  action,
}: {
  record: Found
  domain: string
  /** What can be changed about it here. */
  action?: ReactNode
}) {
  const [name, purpose] = words.records[record.record]
  const { add } = record
  return (
    <section className="dm-record" aria-label={words.recordOf(name, domain)}>
      <div className="dm-record-head">
        <h3>{name}</h3>
        <p className="dim small">{purpose}</p>
        <RecordState record={record} />
      </div>
      <div className="dm-record-body">
        <p>{record.says}</p>
        {record.found.map((text) => (
          <p key={text} className="dm-found fine dim">
            {words.found}: <code>{text}</code>
          </p>
        ))}
        {add && (
          <div className="dm-add">
            <p className="small">{add.replaces ? words.changeRecord : words.addRecord}</p>
            <dl>
              <dt>{words.type}</dt>
              <dd>
                <code>{add.type}</code>
              </dd>
              <Copied label={words.host} what={`${name} ${words.host.toLowerCase()}`}>
                {add.name}
              </Copied>
              <Copied label={words.value} what={`${name} ${words.value.toLowerCase()}`}>
                {add.value}
              </Copied>
            </dl>
            <p className="fine dim mono">{words.whole(add.host)}</p>
          </div>
        )}
        {action && <div className="dm-act">{action}</div>}
      </div>
    </section>
  )
}
