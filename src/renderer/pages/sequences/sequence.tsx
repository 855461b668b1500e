import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { api } from '../../api/client.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { sequences as words } from '../../words/sequences.ts'
import { Editor } from './editor.tsx'
import { Header } from './header.tsx'
import { Report } from './report.tsx'
import type { WholeSequence } from './types.ts'
import { useDraft } from './use-draft.tsx'
import './sequence.css'

/** Told apart from a new one, and from the next new one: what was just saved for the first time stays as it is open. */
function useGrown(id: string) {
  const [round, setRound] = useState(0)
  const [grown, setGrown] = useState<{ id: string; round: number } | null>(null)
  const isGrown = grown?.id === id
  useEffect(() => {
    if (isGrown) setRound(grown.round + 1)
  }, [isGrown, grown])
  const key = id === 'new' ? `new ${round}` : isGrown ? `new ${grown.round}` : id
  return { key, isGrown, onMade: (made: string) => setGrown({ id: made, round }) }
}

/** One sequence: its emails, and what became of them. `new` is one that is not saved yet. */
export function Sequence() {
  const { id } = useParams({ from: '/frame/sequences/$id' })
  const isNew = id === 'new'
  const { key, isGrown, onMade } = useGrown(id)
  const whole = useQuery(api.sequences.get.queryOptions({ input: { public_id: id }, enabled: !isNew }))
  if (isNew || isGrown || whole.data) return <Opened key={key} saved={whole.data ?? null} onMade={onMade} />
  return (
    <Page>
      <PageHead title={words.one.what} />
      {whole.error ? (
        <Failed what={words.one.what} error={whole.error} onAgain={whole.refetch} />
      ) : (
        <RowsOnTheWay rows={5} height={72} />
      )}
    </Page>
  )
}

function Opened({ saved: loaded, onMade }: { saved: WholeSequence | null; onMade: (id: string) => void }) {
  const drafting = useDraft(loaded, onMade)
  const saved = loaded ?? drafting.whole
  const { tab = 'emails', ...rest } = useSearch({ from: '/frame/sequences/$id' })
  const navigate = useNavigate()
  const { tabs } = words.one
  const toTab = (value: string | null) => {
    if (!saved) return
    const search = value === 'report' ? { ...rest, tab: 'report' as const } : {}
    void navigate({ to: '/sequences/$id', params: { id: saved.public_id }, search })
  }
  // The editor is the same element before and after the first save, so that nothing in it moves.
  const panel = saved && { role: 'tabpanel', id: 'sequence-panel-emails', 'aria-labelledby': 'sequence-tab-emails' }
  return (
    <Page fill>
      <Header saved={saved} drafting={drafting} />
      <Tabs id="sequence" className="seq-tabs" value={saved ? tab : 'emails'} keepMounted={false} onChange={toTab}>
        {saved && (
          <Tabs.List aria-label={tabs.label}>
            <Tabs.Tab value="emails">{tabs.emails}</Tabs.Tab>
            <Tabs.Tab value="report">{tabs.report}</Tabs.Tab>
          </Tabs.List>
        )}
        {saved && tab === 'report' ? (
          <Tabs.Panel value="report">
            <Report saved={saved} />
          </Tabs.Panel>
        ) : (
          <div className="seq-panel" {...panel}>
            <Editor drafting={drafting} />
          </div>
        )}
      </Tabs>
    </Page>
  )
}
