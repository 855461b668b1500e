import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'

/** Beside what is said of a mailbox: leads to its page, or to its emails that wait for a look. */
export function ToMailbox({ id, look = false, children }: { id: string; look?: boolean; children: string }) {
  return (
    <Button
      size="xs"
      variant="default"
      renderRoot={(props) => (
        <Link to="/mailboxes/$id" params={{ id }} search={look ? { look: true } : {}} {...props} />
      )}
    >
      {children}
    </Button>
  )
}
