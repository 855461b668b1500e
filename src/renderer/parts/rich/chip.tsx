import { Button, TextInput } from '@mantine/core'
import { NodeSelection } from '@tiptap/pm/state'
import type { Editor } from '@tiptap/react'
import { type KeyboardEvent, useState } from 'react'
import { writing as words } from '../../words/sequence-writing.ts'
import { liquidOf, variableOf } from './document.ts'

export interface Chip {
  at: number
  source: string
}

/** The chip that an editor has chosen; null: none. */
export function chosenChip({ state: { selection } }: Editor): Chip | null {
  const source = selection instanceof NodeSelection ? selection.node.attrs.source : undefined
  return source ? { at: selection.from, source } : null
}

/** Its variable and fallback, or its Liquid as it is. */
export function ChipForm({ editor, chip }: { editor: Editor; chip: Chip }) {
  const variable = variableOf(chip.source)
  const [name, setName] = useState(variable?.name ?? chip.source)
  const [fallback, setFallback] = useState(variable?.fallback ?? '')
  const source = variable ? liquidOf(name.trim(), fallback === '' ? null : fallback) : name.trim()
  const isWhole = variable ? variableOf(source) !== null : /^\{\{[^{}]+\}\}$|^\{%[^{}]+%\}$/.test(source)
  const keep = () => {
    if (!isWhole) return
    const { tr } = editor.state
    editor.view.dispatch(tr.setNodeAttribute(chip.at, 'source', source))
    editor.commands.focus(chip.at + 1)
  }
  // it may stand in a form, which is not to be sent by it
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    keep()
  }
  const { rich } = words
  return (
    <fieldset className="seq-chip-form" aria-label={rich.chip}>
      <TextInput
        size="xs"
        label={variable ? rich.name : rich.source}
        value={name}
        onKeyDown={onKeyDown}
        error={isWhole ? undefined : rich.wrong}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {variable && (
        <TextInput
          size="xs"
          label={rich.fallback}
          placeholder={rich.noFallback}
          value={fallback}
          onKeyDown={onKeyDown}
          onChange={({ currentTarget }) => setFallback(currentTarget.value)}
        />
      )}
      <Button size="xs" variant="default" disabled={!isWhole || source === chip.source} onClick={keep}>
        {rich.keep}
      </Button>
    </fieldset>
  )
}
