import { Button, NumberInput, TextInput } from '@mantine/core'
import { RichTextEditor as Rich } from '@mantine/tiptap'
import { IconPhoto } from '@tabler/icons-react'
import type { Editor } from '@tiptap/react'
import { useRef, useState } from 'react'
import { writing } from '../../words/sequence-writing.ts'
import type { PictureAttributes } from './picture-node.ts'

/** Pictures that mail programs show. */
export const pictureTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

export interface ChosenPicture {
  at: number
  attributes: PictureAttributes
}

/** The button that puts a picture from a file where the caret is. */
export function PictureTool({ onPick }: { onPick: (files: File[]) => void }) {
  const field = useRef<HTMLInputElement>(null)
  const { picture: words } = writing.rich
  return (
    <>
      <input
        ref={field}
        type="file"
        accept={pictureTypes.join()}
        className="unseen"
        tabIndex={-1}
        aria-label={words.file}
        onChange={({ currentTarget }) => {
          onPick([...(currentTarget.files ?? [])])
          currentTarget.value = ''
        }}
      />
      <Rich.Control aria-label={words.insert} title={words.insert} onClick={() => field.current?.click()}>
        <IconPhoto size={16} stroke={1.6} />
      </Rich.Control>
    </>
  )
}

/** What the chosen picture says to those who don't see it, and how wide it is. */
export function PictureForm({ editor, picture }: { editor: Editor; picture: ChosenPicture }) {
  const said = new Map(picture.attributes)
  const [alt, setAlt] = useState(said.get('alt') ?? '')
  const [width, setWidth] = useState<number | string>(said.get('width') ?? '')
  const { picture: words, keep } = writing.rich
  const save = () => {
    // the height follows the width, or the picture would be bent
    const kept = picture.attributes.filter(([name]) => !['alt', 'width', 'height'].includes(name))
    const attributes = [...kept, ['alt', alt.trim()], ...(width === '' ? [] : [['width', String(width)]])]
    editor.view.dispatch(editor.state.tr.setNodeAttribute(picture.at, 'attributes', attributes))
    editor.commands.focus(picture.at + 1)
  }
  return (
    <form
      className="seq-chip-form"
      aria-label={words.chosen}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <TextInput
        size="xs"
        className="grow"
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
        w={88}
        value={width}
        onChange={setWidth}
      />
      <Button size="xs" variant="default" type="submit">
        {keep}
      </Button>
    </form>
  )
}
