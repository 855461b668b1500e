import { Button, FileButton, Textarea } from '@mantine/core'
import { useState } from 'react'
import { join as words } from '../../words/devices.ts'

/** Something signed that somebody pasted, or whose file they chose. */
export function Paste({ label, onText }: { label: string; onText: (text: string) => void }) {
  const [typed, setTyped] = useState('')
  const choose = async (file: File | null) => {
    if (file) onText(await file.slice(0, 60_000).text())
  }
  return (
    <form
      className="jn-open"
      onSubmit={(event) => {
        event.preventDefault()
        if (typed.trim()) onText(typed.trim())
      }}
    >
      <Textarea
        label={label}
        description={words.pasteMore}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-autofocus
        autosize
        minRows={5}
        maxRows={12}
        spellCheck={false}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <div className="row">
        <Button type="submit" disabled={typed.trim() === ''}>
          {words.look}
        </Button>
        <FileButton onChange={(file) => void choose(file)} inputProps={{ 'aria-label': words.choose }}>
          {(props) => (
            <Button variant="default" {...props}>
              {words.choose}
            </Button>
          )}
        </FileButton>
      </div>
    </form>
  )
}
