import { Button, SegmentedControl } from '@mantine/core'
import { ColumnsMenu, type SavedView, ViewsMenu, WideSelectionBar } from '../../parts/table/bar.tsx'
import { useSelection } from '../../parts/table/selection.ts'
import { outbox as words } from '../../words/outbox.ts'
import type { Acts } from './acts.tsx'
import type { Change } from './filter.tsx'
import type { Moving } from './move.tsx'
import { type OutboxSearch, type Tab, tabs } from './search.ts'
import { type Email, filterOf, useCounts } from './use-emails.ts'

function Tabs({ search, change }: { search: OutboxSearch; change: Change }) {
  const counts = useCounts()
  return (
    <SegmentedControl
      aria-label={words.tabsLabel}
      value={search.tab ?? 'next'}
      data={tabs.map((tab) => ({ value: tab, label: words.tab(tab, counts?.[tab]) }))}
      onChange={(tab) =>
        change({ tab: tab === 'next' ? undefined : (tab as Tab), sort: undefined } as Partial<OutboxSearch>)
      }
    />
  )
}

export type Picked = ReturnType<typeof usePicked>

function SelectedBar({
  picked,
  acts,
  rows,
  onMove,
}: {
  picked: Picked
  acts: Acts
  rows: readonly Email[]
  onMove: (moving: Moving) => void
}) {
  const { chosen } = picked
  const first = 'ids' in chosen ? rows.find(({ public_id }) => public_id === chosen.ids[0]) : undefined
  const ids = 'ids' in chosen ? new Set(chosen.ids) : null
  const hasHeld = rows.some((row) => row.can.includes('release') && (ids === null || ids.has(row.public_id)))
  const act = async (deed: () => Promise<boolean>) => {
    if (await deed()) picked.clear()
  }
  return (
    <WideSelectionBar selection={picked}>
      {'ids' in chosen && first && (
        <Button size="xs" variant="default" onClick={() => onMove({ ids: chosen.ids, slot: first.slot })}>
          {words.acts.move}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => void act(() => acts.hold(chosen))}>
        {words.acts.hold}
      </Button>
      {hasHeld && (
        <Button size="xs" variant="default" onClick={() => void act(() => acts.release(chosen))}>
          {words.acts.release}
        </Button>
      )}
      <Button size="xs" variant="default" data-danger onClick={() => void act(() => acts.cancel(chosen))}>
        {words.acts.cancel}
      </Button>
    </WideSelectionBar>
  )
}

function ProgressBar({ acts }: { acts: Acts }) {
  if (!acts.progress) return null
  const { action, done, stop } = acts.progress
  return (
    <div className="row" role="status">
      <span className="small">{words.acts.progress(action, done)}</span>
      <Button size="xs" variant="default" onClick={stop}>
        {words.acts.stop}
      </Button>
    </div>
  )
}

/** Which rows are chosen: some of those that are loaded, or all that match. */
export const usePicked = (rows: readonly Email[] | undefined, hasMore: boolean, search: OutboxSearch) =>
  useSelection(filterOf(search), rows, hasMore)

interface BarProps {
  search: OutboxSearch
  change: Change
  acts: Acts
  picked: Picked
  rows: readonly Email[]
  onMove: (moving: Moving) => void
  columns: { hidden: readonly string[]; onChange: (hidden: string[]) => void }
  views: {
    views: readonly SavedView[]
    onPick: (view: SavedView) => void
    onSave: (name: string) => unknown
    onRemove: (view: SavedView) => unknown
  }
}

const offered = ['email', 'from', 'why'] as const

/** Tabs at the left; at the right what the list offers, or what can be done with the chosen rows. */
export function Bar({ search, change, acts, picked, rows, onMove, columns, views }: BarProps) {
  return (
    <div className="table-bar ob-bar">
      <Tabs search={search} change={change} />
      <span className="grow" />
      {acts.progress ? (
        <ProgressBar acts={acts} />
      ) : picked.isAny ? (
        <SelectedBar {...{ picked, acts, rows, onMove }} />
      ) : (
        // beside an open email there is no room for more than the tabs
        !search.open && (
          <>
            <ColumnsMenu columns={offered.map((id) => ({ id, label: words.columns[id] }))} {...columns} />
            <ViewsMenu {...views} />
          </>
        )
      )}
    </div>
  )
}
