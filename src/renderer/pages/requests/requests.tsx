import { Button, Modal } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { Empty, RowsOnTheWay } from '../../parts/blank.tsx'
import { useLasting } from '../../parts/lasting.ts'
import { Failed } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { requests as words } from '../../words/requests.ts'
import { Ask } from './ask.tsx'
import { Approve, Decline } from './decide.tsx'
import { Room } from './room.tsx'
import { RequestRow } from './row.tsx'
import type { Request } from './types.ts'
import './requests.css'

type Open = { how: 'ask' } | { how: 'approve' | 'decline'; request: Request }

function Rows({ title, rows, onOpen }: { title: string; rows: Request[]; onOpen: (open: Open) => void }) {
  if (rows.length === 0) return null
  return (
    <section className="rq-list" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {rows.map((request) => (
          <RequestRow
            key={request.public_id}
            request={request}
            onApprove={() => onOpen({ how: 'approve', request })}
            onDecline={() => onOpen({ how: 'decline', request })}
          />
        ))}
      </ul>
    </section>
  )
}

function useRequests() {
  const found = useInfiniteQuery(
    api.mailbox_requests.list.infiniteOptions({
      input: (after: string | undefined) => ({ limit: 50, ...(after ? { after } : {}) }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.next ?? undefined,
    }),
  )
  return { ...found, rows: found.data?.pages.flatMap(({ rows }) => rows) }
}

function Dialogs({ open: asked, onDone }: { open: Open | null; onDone: () => void }) {
  const open = useLasting(asked)
  const seats = useQuery(api.seats.list.queryOptions()).data
  const title =
    open === null || open.how === 'ask'
      ? words.dialog.title
      : open.how === 'approve'
        ? words.approveTitle(open.request.address)
        : words.declineTitle(open.request.address)
  return (
    <Modal opened={asked !== null} onClose={onDone} title={title} size={480}>
      {open?.how === 'ask' && seats && <Ask seats={seats.filter(({ state }) => state === 'active')} onDone={onDone} />}
      {open?.how === 'approve' && <Approve request={open.request} onDone={onDone} />}
      {open?.how === 'decline' && (
        <Decline
          title={words.declined(open.request.address)}
          run={(reason) =>
            client.mailbox_requests.decline({
              public_id: open.request.public_id,
              version: open.request.version,
              reason,
            })
          }
          onDone={onDone}
        />
      )}
    </Modal>
  )
}

/** Who asks for a mailbox or for more room, and what was decided. */
export function Requests() {
  const { rows, error, refetch, hasNextPage, fetchNextPage } = useRequests()
  const [open, setOpen] = useState<Open | null>(null)
  const of = (...states: Request['state'][]) => rows?.filter(({ state }) => states.includes(state)) ?? []
  return (
    <Page measured>
      <PageHead
        title={words.title}
        lead={words.lead}
        actions={
          <Button onClick={() => setOpen({ how: 'ask' })} leftSection={<IconPlus size={16} aria-hidden />}>
            {words.opens(words.ask)}
          </Button>
        }
      />
      {error && <Failed what={words.failed} error={error} onAgain={refetch} />}
      {!error && !rows && <RowsOnTheWay rows={4} height={60} />}
      {rows?.length === 0 && <Empty title={words.none}>{words.noneMore}</Empty>}
      <Rows title={words.open} rows={of('requested')} onOpen={setOpen} />
      <Rows title={words.waiting} rows={of('approved')} onOpen={setOpen} />
      <Rows title={words.past} rows={of('declined', 'withdrawn', 'configured')} onOpen={setOpen} />
      {hasNextPage && (
        <p>
          <Button size="xs" variant="default" onClick={() => void fetchNextPage()}>
            {words.more}
          </Button>
        </p>
      )}
      <Room />
      <Dialogs open={open} onDone={() => setOpen(null)} />
    </Page>
  )
}
