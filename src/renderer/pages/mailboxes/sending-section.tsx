import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useNow, useZone } from '../../api/hooks.ts'
import { count, moment } from '../../words/format.ts'
import { mailbox } from '../../words/mailbox.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { AccountSection, Facts, type SectionProps } from './account-section.tsx'
import { ConnectionForm } from './connection-dialog.tsx'

const words = mailbox.sending

/** Where a mailbox's mail leaves, and as whom. */
export function SendingSection({ box: { account, usage }, seats }: SectionProps) {
  const [open, setOpen] = useState(false)
  const zone = useZone()
  const now = useNow()
  const { facts } = mailboxes
  const { smtp_host: host, smtp_port: port, smtp_protocol: protocol } = account
  return (
    <AccountSection
      title={words.title}
      lead={words.lead}
      action={
        account.type !== 'managed' && (
          <Button size="xs" variant="default" onClick={() => setOpen(true)}>
            {mailboxes.acts.edit}
          </Button>
        )
      }
    >
      <Facts
        facts={[
          [
            words.server,
            host && port && protocol
              ? mailboxes.server(mailboxes.kind[account.type], host, port, mailboxes.protocol[protocol])
              : mailboxes.kind[account.type],
          ],
          [words.user, account.username ?? words.nobody],
          [
            words.password,
            account.username === null ? facts.unneeded : account.has_smtp_password ? facts.kept : facts.missing,
          ],
          [words.name, account.from_name ?? words.none],
          [words.replies, account.reply_to_email ?? words.itself],
          [words.next, usage?.next ? moment(usage.next, zone, now) : words.none],
          [words.planned, count(usage?.planned ?? 0)],
        ]}
      />
      <Modal opened={open} onClose={() => setOpen(false)} title={mailboxes.edit.title(account.from_email)} size={560}>
        <ConnectionForm account={account} seats={seats} onDone={() => setOpen(false)} />
      </Modal>
    </AccountSection>
  )
}
