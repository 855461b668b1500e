import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useNow, useZone } from '../../api/hooks.ts'
import { Notice } from '../../parts/notice.tsx'
import { moment } from '../../words/format.ts'
import { mailbox } from '../../words/mailbox.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { AccountSection, Facts, type SectionProps } from './account-section.tsx'
import { ReadingForm } from './reading-dialog.tsx'

const words = mailbox.reading

function Counted({ box: { account, usage } }: Pick<SectionProps, 'box'>) {
  const zone = useZone()
  const now = useNow()
  const { imap_host: host, imap_port: port, imap_protocol: protocol } = account
  if (!host || !port || !protocol) return <p className="dim">{words.off}</p>
  const reading = usage?.reading
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
          [words.folder, reading?.folder ?? words.itself],
          [words.read, reading?.read_at ? moment(reading.read_at, zone, now) : words.never],
          [
            words.outside,
            words.windows((usage?.windows ?? []).map(({ window: unit, outside }) => words.window(outside, unit))),
          ],
        ]}
      />
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
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          {account.imap_host === null ? words.setUp : words.change}
        </Button>
      }
    >
      <Counted box={box} />
      <Modal opened={open} onClose={() => setOpen(false)} title={words.dialog(account.from_email)} size={560}>
        <ReadingForm account={account} onDone={() => setOpen(false)} />
      </Modal>
    </AccountSection>
  )
}
