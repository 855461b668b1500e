import type { ReactNode } from 'react'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { settings as words } from '../../words/settings.ts'
import { useLoaded, type Workspace } from './draft.ts'

/** Shows what needs the workspace as soon as it is there. */
export function Loaded({ children }: { children: (workspace: Workspace) => ReactNode }) {
  const { workspace, error, again } = useLoaded()
  if (workspace) return <>{children(workspace)}</>
  return error ? <Failed what={words.failed} error={error} onAgain={again} /> : <RowsOnTheWay rows={4} height={48} />
}
