import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
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

/** One sequence: its emails, and what became of them. `new` is one that is not saved yet. */
export function Sequence() {
  const { id } = useParams({ from: '/frame/sequences/$id' })
  const isNew = id === 'new'
  const whole = useQuery(api.sequences.get.queryOptions({ input: { public_id: id }, enabled: !isNew }))
  if (isNew) return <Opened key="new" saved={null} />
  if (whole.data) return <Opened key={id} saved={whole.data} />
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

function Opened({ saved }: { saved: WholeSequence | null }) {
  const drafting = useDraft(saved)
  const { tab = 'emails', ...rest } = useSearch({ from: '/frame/sequences/$id' })
  const navigate = useNavigate()
  const { tabs } = words.one
  return (
    <Page fill>
      <Header saved={saved} drafting={drafting} />
      {saved === null ? (
        <Editor drafting={drafting} />
      ) : (
        <Tabs
          className="seq-tabs"
          value={tab}
          keepMounted={false}
          onChange={(value) =>
            void navigate({
              to: '/sequences/$id',
              params: { id: saved.public_id },
              search: value === 'report' ? { ...rest, tab: 'report' } : {},
            })
          }
        >
          <Tabs.List aria-label={tabs.label}>
            <Tabs.Tab value="emails">{tabs.emails}</Tabs.Tab>
            <Tabs.Tab value="report">{tabs.report}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="emails">
            <Editor drafting={drafting} />
          </Tabs.Panel>
          <Tabs.Panel value="report">
            <Report saved={saved} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  )
}
