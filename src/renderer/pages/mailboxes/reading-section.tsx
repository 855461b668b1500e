import { Button, Modal } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useNow, useZone } from '../../api/hooks.ts'
import { Notice } from '../../parts/notice.tsx'
import { moment } from '../../words/format.ts'
import { mailbox } from '../../words/mailbox.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { AccountSection, Facts, type SectionProps } from './account-section.tsx'
import { ReadingForm } from './reading-dialog.tsx'

const words = mailbox.reading

type Folder = NonNullable<NonNullable<SectionProps['box']['usage']>['folders']>[number]
type Way = NonNullable<SectionProps['box']['usage']>['way']
type At = (instant: string) => string

/** Where what comes back is looked for, and when it last was. */
function Watched({ folders, way, at }: { folders: readonly Folder[]; way: Way; at: At }) {
  if (folders.length === 0) return words.notRead
  return (
    <ul>
      {folders.map(({ folder, read_at, trouble }) => (
        <li key={folder}>
          {words.folderName(folder)}
          {folder === 'INBOX' && trouble === null && way && <span className="faint"> ({words.ways[way]})</span>}
          {trouble === null && (
            <span className="faint"> · {read_at ? words.lastRead(at(read_at)) : words.notRead}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

/** A folder that can't be read, in the server's words, with what waits for it. Without the inbox nothing is known. */
function Unreadable({
  folder: { folder, read_at, trouble },
  waiting,
  at,
}: {
  folder: Folder
  waiting: number
  at: At
}) {
  const name = words.folderName(folder)
  return (
    <Notice tone="warn">
      <b>{words.inboxTrouble(name)}</b> <span className="quote">{trouble}</span>
      <div className="dim">
        {folder === 'INBOX' ? words.inboxStays(read_at && at(read_at)) : words.folderStays}
        {folder === 'INBOX' && waiting > 0 && ` ${mailbox.unread.waits(waiting)}`}
      </div>
    </Notice>
  )
}

type Copies = NonNullable<NonNullable<SectionProps['box']['usage']>['copies']>

const copiesText = ({ files, waiting }: Copies, wish: 'auto' | 'always' | 'never'): string =>
  wish === 'never' && files !== 'server' ? words.filesNone : words.files(files, waiting)

function Counted({ box: { account, usage } }: Pick<SectionProps, 'box'>) {
  const zone = useZone()
  const now = useNow()
  const { imap_host: host, imap_port: port, imap_protocol: protocol } = account
  if (!host || !port || !protocol) return <p className="dim">{words.off}</p>
  const reading = usage?.reading
  const folders = usage?.folders ?? []
  const at = (instant: string) => moment(instant, zone, now)
  const password = account.signed_in
    ? words.signedIn
    : account.has_imap_password
      ? mailboxes.facts.kept
      : words.sameAsSending
  return (
    <>
      <Facts
        facts={[
          [words.server, `${host}:${port}, ${mailboxes.protocol[protocol]}`],
          [words.user, account.imap_username ?? words.same],
          [words.password, password],
          [words.watched, <Watched key="watched" way={usage?.way ?? null} {...{ folders, at }} />],
          [words.folder, reading?.folder ?? words.itself],
          ...(usage?.copies ? [[words.copies, copiesText(usage.copies, account.sent_copies)] as const] : []),
          [words.read, reading?.read_at ? at(reading.read_at) : words.never],
          [
            words.outside,
            words.windows((usage?.windows ?? []).map(({ window: unit, outside }) => words.window(outside, unit))),
          ],
        ]}
      />
      {folders
        .filter(({ trouble }) => trouble !== null)
        .map((folder) => (
          <Unreadable key={folder.folder} waiting={usage?.unread?.waiting ?? 0} {...{ folder, at }} />
        ))}
      {usage?.copies?.trouble && (
        <Notice tone="warn">
          <b>{words.notFiled(usage.copies.waiting, usage.copies.given_up)}</b>{' '}
          <span className="quote">{usage.copies.trouble}</span>
          <div className="dim">{words.notFiledMore}</div>
        </Notice>
      )}
      {reading?.trouble && (
        <Notice tone="warn">
          <b>{words.trouble}</b> <span className="quote">{reading.trouble}</span>
          <div className="dim">{words.stays}</div>
        </Notice>
      )}
    </>
  )
}

/** How a mailbox is read, and what was counted in its Sent folder. */
export function ReadingSection({ box }: SectionProps) {
  const [open, setOpen] = useState(false)
  const { account } = box
  if (account.type === 'managed') return null
  return (
    <AccountSection
      title={words.title}
      lead={words.lead}
      action={
        <>
          <Button size="xs" variant="default" onClick={() => setOpen(true)}>
            {account.imap_host === null ? words.setUp : words.change}
          </Button>
          {account.imap_host !== null && (
            <Link className="small" to="/replies" search={{ account: account.public_id }}>
              {words.cameBack}
            </Link>
          )}
        </>
      }
    >
      <Counted box={box} />
      <Modal opened={open} onClose={() => setOpen(false)} title={words.dialog(account.from_email)} size={560}>
        <ReadingForm account={account} onDone={() => setOpen(false)} />
      </Modal>
    </AccountSection>
  )
}
