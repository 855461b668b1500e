import { Button, Popover } from '@mantine/core'
import type { ReactNode, Ref } from 'react'

interface OffersProps {
  /** On the button, and what the list is called. */
  label: string
  icon: ReactNode
  isOpen: boolean
  setOpen: (isOpen: boolean) => void
  opener?: Ref<HTMLButtonElement>
  children: ReactNode
}

/** A button below an email with what it offers to put in; the focus goes to whoever is given what is picked. */
export const Offers = ({ label, icon, isOpen, setOpen, opener, children }: OffersProps) => (
  <Popover
    opened={isOpen}
    onChange={setOpen}
    position="bottom-start"
    trapFocus
    returnFocus={false}
    // it grows when what it lists arrives: then it may need the room above
    preventPositionChangeWhenVisible={false}
    width={340}
  >
    <Popover.Target>
      <Button ref={opener} size="xs" variant="default" leftSection={icon} onClick={() => setOpen(!isOpen)}>
        {label}
      </Button>
    </Popover.Target>
    <Popover.Dropdown aria-label={label}>{children}</Popover.Dropdown>
  </Popover>
)
