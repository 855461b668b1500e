import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Letter } from '../../parts/letter/letter.tsx'
import { Failed } from '../../parts/notice.tsx'
import { moment, timeOf } from '../../words/format.ts'
import { sandbox as words } from '../../words/sandbox.ts'

/** One message of the sandbox, as its reader would see it and as it was sent. */
export function Reader({ id, onClose }: { id: string; onClose: () => void }) {
  const found = useQuery(api.sandbox.get.queryOptions({ input: { public_id: id } }))
  const zone = useZone()
  const now = useNow(60_000)
  const message = found.data
  return (
    <section
      className="sb-reader"
      aria-label={words.reader}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose()
      }}
    >
      {found.error && <Failed what={words.failedOne} error={found.error} onAgain={() => found.refetch()} />}
      {found.isPending && <RowsOnTheWay rows={6} height={32} />}
      {message && (
        <>
          <header className="sb-reader-head">
            <h2 className="grow">{message.subject || words.noSubject}</h2>
            <ActionIcon aria-label={words.close} onClick={onClose}>
              <IconX size={17} aria-hidden />
            </ActionIcon>
          </header>
          <dl className="sb-reader-facts">
            <dt>{words.from}</dt>
            <dd>{message.from}</dd>
            <dt>{words.to}</dt>
            <dd>{message.to.join(', ')}</dd>
            <dt>{words.received}</dt>
            <dd>
              {words.zone(moment(message.received_at, zone, now), timeOf(zone))}
              {message.send && (
                <>
                  {' · '}
                  <Link to="/outbox" search={{ open: message.send }}>
                    {words.openSend}
                  </Link>
                </>
              )}
            </dd>
          </dl>
          <Letter
            key={message.public_id}
            subject={message.subject}
            html={message.html}
            text={message.text}
            headers={message.headers}
            source={message.source}
            attachments={message.attachments}
          />
        </>
      )}
    </section>
  )
}
