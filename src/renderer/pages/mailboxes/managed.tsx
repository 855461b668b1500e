import { Button } from '@mantine/core'
import { IconBox } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useNow, useZone } from '../../api/hooks.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { State } from '../../parts/state.tsx'
import { hour, place } from '../../words/format.ts'
import { mailboxes as words } from '../../words/mailboxes.ts'
import type { Account, Box } from './accounts.ts'
import { useActs } from './acts.ts'
import { Meters } from './row.tsx'

/** The next midnight of UTC after `now`, in ms. */
const day = 86_400_000
const resetAfter = (now: number): number => Math.ceil(now / day) * day

/** Where it delivers; null: into the sandbox. */
function serverOf({ smtp_host: host, smtp_port: port, smtp_protocol: protocol }: Account): string | null {
  if (host === null || port === null || protocol === null) return null
  return words.server(words.kind.smtp, host, port, words.protocol[protocol])
}

/** The account every workspace begins with. It can be paused; an admin gives it a server on its own page. */
export function ManagedRow({ box }: { box: Box }) {
  const { account } = box
  const zone = useZone()
  const now = useNow(60_000)
  const act = useActs(box)
  return (
    <article className="mb-box" aria-label={words.managed.name(account.sandbox)}>
      <div className="mb-box-id">
        <span className="who l sign" aria-hidden>
          <IconBox size={18} stroke={1.5} />
        </span>
        <div className="grow">
          <h3>
            <Link to="/mailboxes/$id" params={{ id: account.public_id }}>
              {words.managed.name(account.sandbox)}
            </Link>
          </h3>
          <p className="small dim">{serverOf(account) ?? words.managed.ready}</p>
          <p className="mb-box-state">
            {account.paused ? (
              <State is="paused" />
            ) : account.sandbox ? (
              <State is="sandbox">{words.managed.sandbox}</State>
            ) : (
              <State is={account.status} />
            )}
          </p>
        </div>
      </div>
      <div>
        <Meters box={box} />
        {now !== null && (
          <p className="fine dim mb-box-resets">{words.managed.resets(hour(resetAfter(now), zone), place(zone))}</p>
        )}
      </div>
      <p className="small dim">{account.sandbox && words.managed.never}</p>
      <div className="mb-box-acts">
        {account.sandbox && (
          <Button size="xs" variant="default" component={Link} to="/sandbox">
            {words.acts.sandbox}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={act.pause}>
          {account.paused ? words.acts.resume : words.acts.pause}
        </Button>
      </div>
      <div className="mb-box-notes">{act.error && <Notice tone="bad">{wordsOf(act.error)}</Notice>}</div>
    </article>
  )
}
