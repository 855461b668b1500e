import { ActionIcon, Button, Menu, Modal } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { senderText } from '../../../../shared/domain/sandbox-sender.ts'
import { api, client } from '../../../api/client.ts'
import { useNow, useZone } from '../../../api/hooks.ts'
import { saveText } from '../../../api/save-text.ts'
import { RowsOnTheWay } from '../../../parts/blank.tsx'
import { useAsk } from '../../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../../parts/notice.tsx'
import { say } from '../../../parts/say.tsx'
import { list, moment } from '../../../words/format.ts'
import { outward } from '../../../words/outward.ts'
import { FeedForm, RenameForm } from './feed-form.tsx'

const words = outward.feeds
type Feed = Awaited<ReturnType<typeof client.calendar_feeds.list>>['feeds'][number]

function FeedRow({ feed, onRename }: { feed: Feed; onRename: () => void }) {
  const ask = useAsk()
  const zone = useZone()
  const now = useNow(60_000)
  const revoke = async () => {
    const done = await ask({
      title: words.revokeTitle(feed.name),
      body: words.revokeBody,
      verb: words.revokeVerb,
      danger: true,
      run: () => client.calendar_feeds.revoke({ public_id: feed.public_id }),
    })
    if (done) say({ title: words.didRevoke(feed.name) })
  }
  return (
    <tr>
      <th scope="row" className="clip">
        {feed.name}
      </th>
      <td className="clip">
        {feed.accounts ? list(feed.accounts.map(({ from_email }) => senderText(from_email))) : words.all}
      </td>
      <td>{feed.used ? moment(feed.used, zone, now) : outward.never}</td>
      <td className="num">
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" aria-label={words.more(feed.name)}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onRename}>{words.rename}</Menu.Item>
            <Menu.Item data-danger onClick={() => void revoke()}>
              {words.revoke}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  )
}

function FeedTable({ feeds, onRename }: { feeds: Feed[]; onRename: (feed: Feed) => void }) {
  const { columns } = words
  return (
    <table className="st-out-table st-out-feeds" aria-label={words.table}>
      <thead>
        <tr>
          <th scope="col">{columns.name}</th>
          <th scope="col">{columns.shows}</th>
          <th scope="col">{columns.used}</th>
          <th scope="col">
            <span className="unseen">{columns.acts}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {feeds.map((feed) => (
          <FeedRow key={feed.public_id} feed={feed} onRename={() => onRename(feed)} />
        ))}
      </tbody>
    </table>
  )
}

/** The plan in other calendars: feeds that are read, and a file to keep. */
export function Feeds() {
  const found = useQuery(api.calendar_feeds.list.queryOptions())
  const [open, setOpen] = useState<'new' | Feed | null>(null)
  const close = () => setOpen(null)
  const save = useMutation({
    mutationFn: () => client.calendar.ics(),
    onSuccess: ({ name, text, emails }) => {
      void saveText(name, text).then((done) => done && say({ title: words.saved(emails, name) }))
    },
  })
  return (
    <section className="st-out" aria-label={words.title}>
      <header className="st-setting-head">
        <div className="grow">
          <h3>{words.title}</h3>
          <p className="dim">{words.lead}</p>
        </div>
        <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
          {words.file}
        </Button>
        <Button onClick={() => setOpen('new')}>{words.create}</Button>
      </header>
      {save.error && <Notice tone="bad">{wordsOf(save.error)}</Notice>}
      {found.error && <Failed what={words.title} error={found.error} onAgain={() => found.refetch()} />}
      {found.isPending && <RowsOnTheWay rows={2} />}
      {found.data && found.data.origin === null && (
        <Notice tone="info">
          <b>{words.closedTitle}.</b> {words.closed}
        </Notice>
      )}
      {found.data?.feeds.length === 0 && (
        <p className="st-out-none">
          <b>{words.none}</b> {words.noneMore}
        </p>
      )}
      {found.data && found.data.feeds.length > 0 && <FeedTable feeds={found.data.feeds} onRename={setOpen} />}
      {found.data?.origin && <p className="st-out-foot">{words.open(found.data.origin)}</p>}
      <Modal
        opened={open !== null}
        onClose={close}
        title={open === 'new' ? words.createTitle : words.renameTitle}
        size={480}
        closeOnClickOutside={false}
      >
        {open === 'new' && <FeedForm onDone={close} />}
        {open !== null && open !== 'new' && <RenameForm feed={open} onDone={close} />}
      </Modal>
    </section>
  )
}
