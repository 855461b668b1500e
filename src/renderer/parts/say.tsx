import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { shell } from '../words/shell.ts'
import { wordsOf } from './notice.tsx'

export interface Said {
  title: string
  more?: string
  /** One action: what it is called and what it does; give its promise back, so that a refusal is told. */
  action?: { label: string; run: () => unknown }
  /** What it is about: it takes the place of what was said of that before, which isn't so any more. */
  about?: string
}

/** How long a toast with an action stays, in ms. */
const longEnoughToUndo = 10_000

/**
 * An action of a toast was refused, or of a dialog that was closed meanwhile. The toast or dialog is gone by then, and what
 * it concerned may be on another screen: so this is the one error that is told here, and it stays until it is closed.
 */
export function sayRefused(label: string, thrown: unknown): void {
  notifications.show({
    title: shell.refused(label),
    message: wordsOf(thrown),
    icon: <IconAlertTriangle size={18} stroke={1.7} aria-hidden />,
    autoClose: false,
    withCloseButton: true,
    closeButtonProps: { 'aria-label': shell.close },
    role: 'alert',
  })
}

/** What is thrown or rejected is told: a click that did nothing would look as if it had done it. */
async function attempt({ label, run }: NonNullable<Said['action']>): Promise<void> {
  try {
    await run()
  } catch (thrown) {
    sayRefused(label, thrown)
  }
}

/** The toast that was last shown about a thing. */
const lastAbout = new Map<string, string>()

/** Tells what was done, bottom right. Other errors are never told here: they belong beside what they concern. */
export function say({ title, more, action, about }: Said): void {
  const before = about && lastAbout.get(about)
  if (before) notifications.hide(before)
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
              void attempt(action)
            }}
          >
            {action.label}
          </button>
        )}
      </>
    ),
  })
  if (about) lastAbout.set(about, id)
}
