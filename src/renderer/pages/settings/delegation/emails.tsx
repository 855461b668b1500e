import { Button, Tabs } from '@mantine/core'
import type { ColumnDef } from '@tanstack/react-table'
import { useMemo, useState } from 'react'
import { api, client } from '../../../api/client.ts'
import { useEndless } from '../../../api/endless.ts'
import { useNow, useZone } from '../../../api/hooks.ts'
import { Empty } from '../../../parts/blank.tsx'
import { useAsk } from '../../../parts/dialog.tsx'
import { Failed } from '../../../parts/notice.tsx'
import { say, sayRefused } from '../../../parts/say.tsx'
import { SendState } from '../../../parts/send-state.tsx'
import { DataTable } from '../../../parts/table/data-table.tsx'
import { delegation } from '../../../words/delegation.ts'
import { elsewhere } from '../../../words/elsewhere.ts'
import type { Permission } from './types.ts'

const words = delegation.emails
type Email = Awaited<ReturnType<typeof client.delegations.planned>>['rows'][number]
type Tab = 'planned' | 'sent'

const nameOf = ({ contact_name, contact }: Email): string => contact_name ?? contact

function useActs() {
  const ask = useAsk()
  const attempt = async (verb: string, run: () => Promise<unknown>, done: string) => {
    try {
      await run()
      say({ title: done })
    } catch (thrown) {
      sayRefused(verb, thrown)
    }
  }
  return {
    hold: (email: Email) =>
      attempt(words.hold, () => client.sends.hold({ public_id: email.public_id }), words.heldDone(nameOf(email))),
    release: (email: Email) =>
      attempt(words.release, () => client.sends.release({ public_id: email.public_id }), words.released(nameOf(email))),
    cancel: async (email: Email) => {
      const done = await ask({
        title: words.withdrawTitle(nameOf(email)),
        body: words.withdrawBody,
        verb: words.withdrawVerb,
        danger: true,
        run: () => client.sends.cancel({ public_id: email.public_id }),
      })
      if (done) say({ title: words.withdrawn(nameOf(email)) })
    },
  }
}

const verbs = { hold: words.hold, release: words.release, cancel: words.withdraw } as const
const isKnown = (deed: string): deed is keyof typeof verbs => Object.hasOwn(verbs, deed)

function Acts({ email }: { email: Email }) {
  const acts = useActs()
  const deeds = email.can.filter(isKnown)
  // whoever planned it can't let it go: they are told who can
  if (deeds.length === 0 && email.hold)
    return (
      <span className="small dim" title={email.why_short}>
        {words.heldBy(email.hold.by)}
      </span>
    )
  return (
    <span className="row">
      {deeds.map((deed) => (
        <Button
          key={deed}
          size="xs"
          variant="subtle"
          aria-label={words.row(verbs[deed], nameOf(email))}
          onClick={() => void acts[deed](email)}
        >
          {verbs[deed]}
        </Button>
      ))}
    </span>
  )
}

function leaves(email: Email, zone: string, now: number | null): string {
  if (email.shown_state === 'held') return words.held
  if (email.shown_state === 'waiting') return words.waits
  const time = delegation.at(email.sent_at ?? email.at, zone, now)
  return email.computer === null ? time : elsewhere.leaves(email, time, now)
}

function useColumns(tab: Tab, zone: string, now: number | null): ColumnDef<Email, never>[] {
  return useMemo(
    () => [
      {
        id: 'state',
        meta: { width: '116px', label: words.columns.state, always: true },
        cell: ({ row }) => <SendState email={row.original} now={now} />,
      },
      {
        id: 'leaves',
        meta: { width: '136px', label: tab === 'sent' ? words.columns.left : words.columns.leaves, always: true },
        cell: ({ row }) => leaves(row.original, zone, now),
      },
      {
        id: 'to',
        meta: { width: 'minmax(120px, 4fr)', label: words.columns.to, always: true },
        cell: ({ row }) => <span className="strong">{nameOf(row.original)}</span>,
      },
      {
        id: 'email',
        meta: { width: 'minmax(120px, 5fr)', label: words.columns.email, always: true },
        cell: ({ row }) => row.original.title,
      },
      ...(tab === 'planned'
        ? [
            {
              id: 'acts',
              meta: { width: '172px', label: words.columns.acts, always: true },
              cell: ({ row }: { row: { original: Email } }) => <Acts email={row.original} />,
            },
          ]
        : []),
    ],
    [tab, zone, now],
  )
}

function List({ id, tab }: { id: string; tab: Tab }) {
  const zone = useZone()
  const now = useNow(60_000)
  const input = { public_id: id, sent: tab === 'sent', limit: 100 }
  const list = useEndless(api.delegations.planned.key({ input }), (after, signal) =>
    client.delegations.planned({ ...input, ...(after ? { after } : {}) }, { signal }),
  )
  const columns = useColumns(tab, zone, now)
  if (list.error) return <Failed what={words.failed} error={list.error} onAgain={() => list.refetch()} />
  return (
    <div className="st-dele-list">
      <DataTable
        {...list.table}
        label={words.table[tab]}
        columns={columns}
        rowId={(email) => email.public_id}
        rowLabel={nameOf}
        empty={<Empty title={words.none[tab]} />}
      />
    </div>
  )
}

/** What is planned under a permission and what left under it; held and withdrawn here by whoever may. */
export function Emails({ one }: { one: Permission }) {
  const [tab, setTab] = useState<Tab>('planned')
  return (
    <Tabs value={tab} onChange={(next) => next && setTab(next as Tab)} keepMounted={false}>
      <Tabs.List>
        {(['planned', 'sent'] as const).map((each) => (
          <Tabs.Tab key={each} value={each}>
            {words.tabs[each]} <span className="faint">{delegation.count(one[each])}</span>
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {(['planned', 'sent'] as const).map((each) => (
        <Tabs.Panel key={each} value={each}>
          <List id={one.public_id} tab={each} />
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
