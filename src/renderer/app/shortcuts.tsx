import { Kbd, Modal } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { shell } from '../words/shell.ts'
import { screens } from './go.ts'

const words = shell.keys
const opening = new EventTarget()

/** Opens the overview of keys from anywhere. */
export const openShortcuts = (): void => void opening.dispatchEvent(new Event('open'))

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** How long after "g" its second key is waited for, in ms. */
const secondKeyWithin = 1200

/** "g" then a letter goes to a screen, "?" shows the overview. Nothing happens while somebody types. */
function useKeys(open: () => void): void {
  const go = useNavigate()
  useEffect(() => {
    let afterG = 0
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      // a dialog keeps its keys
      if (document.querySelector('[role=dialog]')) return
      if (event.key === '?') open()
      else if (event.key === 'g') afterG = event.timeStamp
      else if (event.timeStamp - afterG < secondKeyWithin) {
        afterG = 0
        const to = screens.find(({ key }) => key === event.key)?.to
        if (!to) return
        event.preventDefault()
        void go({ to: to as '/' })
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [go, open])
}

const apple = /Mac|iPhone|iPad/.test(navigator.platform)
const mod = apple ? '⌘' : 'Ctrl'

const sections: [title: string, keys: [keys: string[], what: string][]][] = [
  [
    words.everywhere,
    [
      [[mod, 'K'], words.palette],
      [['?'], words.keysOverlay],
      ...screens.map(({ name, key }): [string[], string] => [['G', key.toUpperCase()], words.go(name)]),
      [['Esc'], words.close],
    ],
  ],
  [
    words.lists,
    [
      [['/'], words.search],
      [['↓', '↑'], words.move],
      [['Home', 'End'], words.edge],
      [['Enter'], words.open],
      [['X'], words.select],
      [['U'], words.undo],
      [[mod, 'A'], words.all],
    ],
  ],
  [words.calendar, [[['←', '↑', '↓', '→'], words.slot]]],
]

/** All keys on one sheet. */
export function Shortcuts() {
  const [opened, setOpened] = useState(false)
  useKeys(() => setOpened(true))
  useEffect(() => {
    const open = () => setOpened(true)
    opening.addEventListener('open', open)
    return () => opening.removeEventListener('open', open)
  }, [])
  return (
    <Modal opened={opened} onClose={() => setOpened(false)} title={words.title} size={760}>
      <div className="keys">
        {sections.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([pressed, what]) => (
                <div key={what}>
                  <dt>
                    {pressed.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
