import { Button, Popover } from '@mantine/core'
import { RichTextEditor as Rich } from '@mantine/tiptap'
import { IconPhoto } from '@tabler/icons-react'
import type { Editor } from '@tiptap/react'
import { useState } from 'react'
import { details } from '../../words/mailbox-details.ts'
import { writing } from '../../words/sequence-writing.ts'
import { attributesOf, isWhole, type PictureDraft, PictureFields } from './picture.tsx'
import type { PictureAttributes } from './picture-node.ts'

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

const none: PictureDraft = { src: '', alt: '', width: '' }

function AddressForm({ onPick }: { onPick: (attributes: PictureAttributes) => void }) {
  const [draft, setDraft] = useState(none)
  const pick = () => {
    if (isWhole(draft)) onPick(attributesOf(draft))
  }
  return (
    <div className="seq-picture-form">
      <PictureFields draft={draft} onChange={setDraft} onEnter={pick} />
      <Button size="xs" disabled={!isWhole(draft)} onClick={pick}>
        {details.advanced.picture.put}
      </Button>
    </div>
  )
}
