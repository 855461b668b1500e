import { Button } from '@mantine/core'
import { api, client } from '../../../api/client.ts'
import { useEndless } from '../../../api/endless.ts'
import { useNow, useZone } from '../../../api/hooks.ts'
import { RowsOnTheWay } from '../../../parts/blank.tsx'
import { Failed } from '../../../parts/notice.tsx'
import { exchange } from '../../../words/exchange.ts'
import { ToldList } from './told.tsx'

const words = exchange.notes

/** What merging decided or refused, newest first. */
export function Notes() {
  const zone = useZone()
  const now = useNow(60_000)
  const input = { limit: 20 }
  const { rows, error, refetch, table } = useEndless(api.exchange.notes.key({ input }), (after, signal) =>
    client.exchange.notes({ ...input, ...(after ? { after } : {}) }, { signal }),
  )
  const whenOf = (at: number) => {
    const row = rows?.[at]
    return row ? exchange.at(row.at, zone, now) : ''
  }
  return (
    <section className="st-exch-part" aria-label={words.title}>
      <div>
        <h3>{words.title}</h3>
        <p className="dim">{words.more}</p>
      </div>
      {error && <Failed what={words.title} error={error} onAgain={() => refetch()} />}
      {!error && !rows && <RowsOnTheWay rows={2} height={52} />}
      {rows?.length === 0 && <p className="faint">{words.none}</p>}
      {rows && rows.length > 0 && <ToldList told={rows} when={whenOf} />}
      {table.hasMore && (
        <p>
          <Button size="xs" variant="default" loading={table.isLoadingMore} onClick={table.onMore}>
            {words.older}
          </Button>
        </p>
      )}
    </section>
  )
}
