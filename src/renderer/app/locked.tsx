import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useLayoutEffect, useRef, useState } from 'react'
import { codeIn, door } from '../api/client.ts'
import { Command } from '../parts/command.tsx'
import { Mark } from '../parts/mark.tsx'
import { shell } from '../words/shell.ts'

const words = shell.locked

/** A browser without a session: what to do, and nothing of the workspace. */
export function Locked() {
  return (
    <main className="locked">
      <Mark />
      <h1>{words.title}</h1>
      <p>{words.more}</p>
      <Command>npm start</Command>
      <NewAddress />
      <Paste label={words.paste} />
    </main>
  )
}

/**
 * The same before a page that was open already. The page stays as it was below it, out of sight and out of reach;
 * closing gives the focus back to where it was.
 */
export function LockedAgain() {
  const box = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const dialog = box.current
    dialog?.showModal()
    dialog?.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={box}
      className="locked locked-over"
      aria-labelledby="locked-title"
      onCancel={(event) => event.preventDefault()}
    >
      <Mark />
      <h1 id="locked-title">{words.title}</h1>
      <p>
        {words.over} <b>{words.kept}</b>
      </p>
      <Paste label={words.pasteHere} isFirst />
      <NewAddress />
    </dialog>
  )
}

const NewAddress = () => (
  <>
    <p className="small dim">{words.again}</p>
    <Command>npx cadenza serve</Command>
  </>
)

/** A field for the address: a page with something unsaved must not have to be left. */
function Paste({ label, isFirst = false }: { label: string; isFirst?: boolean }) {
  const [address, setAddress] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const enter = async (event: FormEvent) => {
    event.preventDefault()
    const code = codeIn(address)
    if (!code) return setWrong(words.noCode)
    setWrong((await door.letIn(code)) ? null : words.oldCode)
  }
  return (
    <form className="locked-paste" onSubmit={(event) => void enter(event)}>
      <TextInput
        label={label}
        data-autofocus={isFirst || undefined}
        placeholder={words.like}
        autoComplete="off"
        spellCheck={false}
        value={address}
        error={wrong}
        onChange={({ currentTarget }) => setAddress(currentTarget.value)}
      />
      <Button type="submit" variant="default">
        {words.letIn}
      </Button>
    </form>
  )
}
