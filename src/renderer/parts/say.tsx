import { notifications } from '@mantine/notifications'
import { IconCheck } from '@tabler/icons-react'
import { shell } from '../words/shell.ts'

export interface Said {
  title: string
  more?: string
  /** One action: what it is called and what it does. */
  action?: { label: string; run: () => unknown }
}

/** How long a toast with an action stays, in ms. */
const longEnoughToUndo = 10_000

/** Tells what was done, bottom right. Errors are never told here: they belong beside what they concern. */
export function say({ title, more, action }: Said): void {
  const id = notifications.show({
    title,
    icon: <IconCheck size={18} stroke={1.7} aria-hidden />,
    autoClose: action ? longEnoughToUndo : 5000,
    withCloseButton: true,
    closeButtonProps: { 'aria-label': shell.close },
    message: (
      <>
        {more}
        {action && (
          <button
            type="button"
            className="link say-action"
            onClick={() => {
              notifications.hide(id)
              void action.run()
            }}
          >
            {action.label}
          </button>
        )}
      </>
    ),
  })
}
