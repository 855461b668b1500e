import { Button, NumberInput, Popover, TextInput } from '@mantine/core'
import { RichTextEditor as Rich } from '@mantine/tiptap'
import { IconPhoto } from '@tabler/icons-react'
import type { Editor } from '@tiptap/react'
import { useState } from 'react'
import { details } from '../../words/mailbox-details.ts'
import { writing } from '../../words/sequence-writing.ts'

/** What can be done to a signature, above it. */
export function SignatureTools({ editor }: { editor: Editor }) {
  return (
    <Rich.Toolbar aria-label={writing.rich.tools}>
      <Rich.ControlsGroup>
        <Rich.Bold />
        <Rich.Italic />
        <Rich.Underline />
        <Rich.Link />
      </Rich.ControlsGroup>
      <Rich.ControlsGroup>
        <PictureByAddress editor={editor} />
      </Rich.ControlsGroup>
    </Rich.Toolbar>
  )
}

function PictureByAddress({ editor }: { editor: Editor }) {
  const [open, setOpen] = useState(false)
  const { picture: words } = writing.rich
  return (
    <Popover opened={open} onChange={setOpen} trapFocus position="bottom-start" width={320}>
      <Popover.Target>
        <Rich.Control aria-label={words.insert} title={words.insert} onClick={() => setOpen(!open)}>
          <IconPhoto size={16} stroke={1.6} />
        </Rich.Control>
      </Popover.Target>
      <Popover.Dropdown>
        <AddressForm
          onPick={(attributes) => {
            setOpen(false)
            editor.chain().focus().insertContent({ type: 'picture', attrs: { attributes } }).run()
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

function AddressForm({ onPick }: { onPick: (attributes: [string, string][]) => void }) {
  const [src, setSrc] = useState('')
  const [alt, setAlt] = useState('')
  const [width, setWidth] = useState<number | string>('')
  const { picture: words } = writing.rich
  const own = details.advanced.picture
  return (
    <form
      className="seq-picture-form"
      onSubmit={(event) => {
        event.preventDefault()
        // it stands in another form, which is not to be saved by it
        event.stopPropagation()
        const size: [string, string][] = width === '' ? [] : [['width', String(width)]]
        onPick([['src', src.trim()], ['alt', alt.trim()], ...size])
      }}
    >
      <TextInput
        size="xs"
        label={own.address}
        placeholder="https://"
        value={src}
        error={src !== '' && !/^https:\/\/\S+$/i.test(src.trim()) ? own.wrong : undefined}
        onChange={({ currentTarget }) => setSrc(currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={words.alt}
        placeholder={words.altHint}
        maxLength={500}
        value={alt}
        onChange={({ currentTarget }) => setAlt(currentTarget.value)}
      />
      <NumberInput
        size="xs"
        label={words.width}
        min={1}
        max={1200}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        value={width}
        onChange={setWidth}
      />
      <Button size="xs" type="submit" disabled={!/^https:\/\/\S+$/i.test(src.trim())}>
        {own.put}
      </Button>
    </form>
  )
}
