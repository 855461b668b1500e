import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { removal as words } from '../../words/removal.ts'
import { AccountSection, type SectionProps } from './account-section.tsx'
import { RemoveDialog } from './remove.tsx'

/** Where a mailbox is taken out of the workspace. The managed one stays. */
export function RemoveSection({ box: { account, mayChange } }: SectionProps) {
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  if (account.type === 'managed' || !mayChange) return null
  return (
    <AccountSection
      title={words.section.title}
      lead={words.section.lead}
      action={
        <Button size="xs" variant="default" data-danger onClick={() => setOpen(true)}>
          {words.section.open}
        </Button>
      }
    >
      <RemoveDialog
        account={account}
        opened={open}
        onClose={() => setOpen(false)}
        onDone={() => void navigate({ to: '/mailboxes' })}
      />
    </AccountSection>
  )
}
