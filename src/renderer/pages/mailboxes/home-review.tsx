import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { api, type client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { moment } from '../../words/format.ts'
import { home } from '../../words/home.ts'

const words = home.review
const ways = ['sent', 'send', 'skip'] as const

type Row = Awaited<ReturnType<typeof client.homes.review>>['rows'][number]

/** By what it is looked for in a Sent folder: whom it is to, when, and what it is about. */
const Email = ({ row, time, looked }: { row: Row; time: string; looked: string | null }) => (
  <span className="grow">
    <span className="clip">
      <span className="strong">{row.to}</span> {row.contact && <span className="faint">{row.contact}</span>}
    </span>
    <span className="clip small dim">
      {[words.at(time), row.may_have_left ? null : words.early, words.step(row.step), row.subject ?? row.sequence]
        .filter(Boolean)
        .join(' · ')}
    </span>
    {row.looked && looked && <span className="clip small faint">{words.looked(row.looked.words, looked)}</span>}
  </span>
)

/** Emails that another computer may have sent, one decision each; those whose time had not come, all at once. */
export function HomeReview({ account }: { account: string }) {
  const zone = useZone()
  const now = useNow()
  const found = useInfiniteQuery(
    api.homes.review.infiniteOptions({
      input: (after: string | undefined) => ({ public_id: account, ...(after ? { after } : {}), limit: 100 }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.next ?? undefined,
    }),
  )
  const settle = useMutation(api.homes.settle_review.mutationOptions({ onSuccess: () => void found.refetch() }))
  if (found.error) return <Failed what={home.failed} error={found.error} onAgain={() => void found.refetch()} />
  if (!found.data) return <RowsOnTheWay rows={3} height={44} />
  const rows = found.data.pages.flatMap((page) => page.rows)
  return (
    <div className="mb-review">
      <p className="dim">{words.lead}</p>
      {settle.error && <Notice tone="bad">{wordsOf(settle.error)}</Notice>}
      {rows.length === 0 && <p>{words.empty}</p>}
      {rows.some((row) => !row.may_have_left) && (
        <div className="row">
          <span className="grow small">{words.notYet}</span>
          <Button
            size="xs"
            variant="default"
            loading={settle.isPending}
            onClick={() => settle.mutate({ public_id: account, way: 'send' })}
          >
            {words.rest}
          </Button>
        </div>
      )}
      <ul>
        {rows.map((row) => (
          <li key={row.public_id}>
            <Email row={row} time={moment(row.at, zone, now)} looked={row.looked && moment(row.looked.at, zone, now)} />
            {ways.map((way) => (
              <Button
                key={way}
                size="xs"
                variant="default"
                aria-label={`${words.ways[way]}: ${row.to}, ${words.step(row.step)}`}
                disabled={settle.isPending}
                onClick={() => settle.mutate({ public_id: account, way, sends: [row.public_id] })}
              >
                {words.ways[way]}
              </Button>
            ))}
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button size="xs" variant="default" onClick={() => void found.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </div>
  )
}
