import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../../api/client.ts'
import { useNow } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { today as words } from '../../words/today.ts'
import { Away, useLook } from './away.tsx'
import { Figures, Finished, Health } from './beside.tsx'
import { CameBack } from './came-back.tsx'
import { Needs } from './needs.tsx'
import { NextEmails } from './next.tsx'
import { Tasks } from './tasks.tsx'
import { Verdict } from './verdict.tsx'
import './today.css'

/** What a person opens first: what leaves next, what needs them, what happened meanwhile. Sentences before figures. */
export function Today() {
  const found = useQuery(api.today.overview.queryOptions({ refetchInterval: 60_000, refetchOnMount: 'always' }))
  const now = useNow(5000)
  const look = useLook(found.data, found.isFetchedAfterMount)
  useEffect(() => () => look.leave(), [look.leave])
  if (found.error && !found.data)
    return (
      <Page>
        <PageHead title={words.title} />
        <Failed what={words.failed} error={found.error} onAgain={() => found.refetch()} />
      </Page>
    )
  const day = found.data
  if (!day)
    return (
      <Page>
        <PageHead title={words.title} />
        <RowsOnTheWay rows={8} height={44} />
      </Page>
    )
  const given = { day, now: now ?? Date.parse(day.now) }
  return (
    <Page>
      <Verdict {...given} />
      <div className="td-columns">
        <div className="td-main">
          {look.away && <Away away={look.away} onSeen={look.seen} {...given} />}
          <Needs {...given} isFresh={found.isFetchedAfterMount && found.isSuccess} />
          <Tasks {...given} />
          <CameBack {...given} />
          <NextEmails {...given} />
        </div>
        <aside className="td-beside" aria-label={words.figures.title}>
          <Figures {...given} />
          <Health {...given} />
          <Finished {...given} />
        </aside>
      </div>
    </Page>
  )
}
