import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { day } from '../../words/format.ts'
import { details } from '../../words/mailbox-details.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { AccountSection, type SectionProps } from './account-section.tsx'
import { LimitsForm } from './limits-dialog.tsx'
import { Meters } from './row.tsx'

const words = details.limits

/** How much a mailbox may send, how much of it is used, and whether it is still ramping up. */
export function LimitsSection({ box }: SectionProps) {
  const { account, usage } = box
  const [open, setOpen] = useState(false)
  const ramp = usage?.ramp_up
  return (
    <AccountSection
      title={words.title}
      lead={words.lead}
      action={
        account.type !== 'managed' && (
          <Button size="xs" variant="default" onClick={() => setOpen(true)}>
            {words.change}
          </Button>
        )
      }
    >
      <Meters box={box} />
      {ramp && (
        <p>
          <b className="strong num">{words.rampsUp(ramp.today)}</b>
          <span className="dim">
            {ramp.full_on ? words.full(day(`${ramp.full_on}T12:00:00Z`, 'UTC')) : words.never}
          </span>
        </p>
      )}
      <Modal opened={open} onClose={() => setOpen(false)} title={mailboxes.limits.title(account.from_email)} size={520}>
        <LimitsForm account={account} onDone={() => setOpen(false)} />
      </Modal>
    </AccountSection>
  )
}
