import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { details } from '../../words/mailbox-details.ts'
import { AccountSection, Facts, type SectionProps } from './account-section.tsx'
import { DetailsForm } from './details-dialog.tsx'
import { SignatureLook } from './signature.tsx'

const words = details.advanced

/** What few mailboxes need otherwise than usual: how its mail looks, and its part among others. */
export function DetailsSection({ box: { account } }: SectionProps) {
  const [open, setOpen] = useState(false)
  const groups = useQuery(api.groups.list.queryOptions())
  if (account.type === 'managed') return null
  const group = groups.data?.find(({ public_id }) => public_id === account.group)
  return (
    <AccountSection
      title={words.title}
      lead={words.lead}
      action={
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          {words.change}
        </Button>
      }
    >
      <Facts
        facts={[
          [words.fromName, account.from_name ?? words.none],
          [words.replyTo, account.reply_to_email ?? words.itself],
          [words.signature, <SignatureLook key="signature" account={account} />],
          [words.tracking, account.tracking_domain ?? words.none],
          [words.share, words.percent(account.percentage)],
          [words.group, group?.name ?? words.noGroup],
        ]}
      />
      <Modal opened={open} onClose={() => setOpen(false)} title={words.dialog(account.from_email)} size={560}>
        <DetailsForm account={account} groups={groups.data ?? []} onDone={() => setOpen(false)} />
      </Modal>
    </AccountSection>
  )
}
