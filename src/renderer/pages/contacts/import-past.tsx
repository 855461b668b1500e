import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { contactImport } from '../../words/contact-import.ts'
import { count, day } from '../../words/format.ts'
import { SaveRefused } from './save-refused.tsx'

const words = contactImport.past
type Past = Awaited<ReturnType<typeof client.contacts.imports>>['rows'][number]

async function undo(public_id: string, dry_run: boolean) {
  const steps = await client.contacts.import_undo({ public_id, dry_run })
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value
  }
}

function Row({ row, onUndo, onError }: { row: Past; onUndo: () => void; onError: (error: string | null) => void }) {
  const zone = useZone()
  const now = useNow(60_000)
  const on = (instant: string) => day(Date.parse(instant), zone, now ?? undefined)
  return (
    <tr>
      <th scope="row" className="clip">
        {row.file}
      </th>
      <td>{on(row.created_at)}</td>
      <td className="clip">{row.by}</td>
      <td className="num">{count(row.imported)}</td>
      <td className="num">{count(row.updated)}</td>
      <td className="num">
        {row.keeps_refused ? (
          <SaveRefused id={row.public_id} list={row.file} onError={onError} label={words.save(row.refused)}>
            <button type="button" className="link" aria-label={words.save(row.refused)}>
              {count(row.refused)}
            </button>
          </SaveRefused>
        ) : (
          count(row.refused)
        )}
      </td>
      <td>
        {row.undone_at ? (
          <span className="dim">{words.undone(on(row.undone_at))}</span>
        ) : row.undo === null ? (
          <Button size="xs" variant="default" aria-label={words.backOf(row.file)} onClick={onUndo}>
            {words.back}
          </Button>
        ) : null}
      </td>
    </tr>
  )
}

/** Lists that were imported before; each can be taken back until an email has left. */
export function PastImports() {
  const ask = useAsk()
  const [error, setError] = useState<string | null>(null)
  const found = useInfiniteQuery(
    api.contacts.imports.infiniteOptions({
      input: (after: string | undefined) => ({ limit: 20, after }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.next ?? undefined,
    }),
  )
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? []
  if (rows.length === 0) return null
  async function takeBack({ public_id, file }: Past) {
    setError(null)
    try {
      const { removed, restored, held } = await undo(public_id, true)
      await ask({
        title: words.ask(file),
        body: words.body(removed, restored, held),
        verb: words.verb,
        danger: true,
        async run() {
          await undo(public_id, false)
          await found.refetch()
          say({ title: words.did(file) })
        },
      })
    } catch (thrown) {
      setError(wordsOf(thrown))
    }
  }
  const heads = [words.file, words.when, words.who, words.fresh, words.updated, words.refused, words.act]
  return (
    <section className="im-past" aria-label={words.title}>
      <h2>{words.title}</h2>
      {error && <Notice tone="bad">{error}</Notice>}
      <table className="im-refused im-changes im-lists">
        <thead>
          <tr>
            {heads.map((head, at) => (
              <th key={head} scope="col" className={at > 2 && at < 6 ? 'num' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.public_id} row={row} onUndo={() => void takeBack(row)} onError={setError} />
          ))}
        </tbody>
      </table>
      {found.hasNextPage && (
        <Button size="xs" variant="default" onClick={() => void found.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </section>
  )
}
