import { Button, NumberInput, TextInput } from '@mantine/core'
import { RichTextEditor as Rich } from '@mantine/tiptap'
import { IconPhoto } from '@tabler/icons-react'
import type { Editor } from '@tiptap/react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { details } from '../../words/mailbox-details.ts'
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

/** Of an email pictures travel along; of a signature they lie at an address. */
const isAddress = (src: string): boolean => /^https:\/\/\S+$/i.test(src.trim())

/** What a picture says and how wide it is, while that is being written; `src` null: it is not to be changed. */
export interface PictureDraft {
  src: string | null
  alt: string
  width: number | string
}

export const isWhole = ({ src }: PictureDraft): boolean => src === null || isAddress(src)

/** The attributes that say so; the height follows the width, or the picture would be bent. */
export function attributesOf({ src, alt, width }: PictureDraft, before: PictureAttributes = []): PictureAttributes {
  const own = ['alt', 'width', 'height', ...(src === null ? [] : ['src'])]
  return [
    ...(src === null ? [] : [['src', src.trim()] as [string, string]]),
    ...before.filter(([name]) => !own.includes(name)),
    ['alt', alt.trim()],
    ...(width === '' ? [] : [['width', String(width)] as [string, string]]),
  ]
}

interface PictureFieldsProps {
  draft: PictureDraft
  onChange: (draft: PictureDraft) => void
  /** Enter in one of them. */
  onEnter: () => void
}

/** The fields of one picture: where it lies, what it says to those who don't see it, and how wide it is. */
export function PictureFields({ draft, onChange, onEnter }: PictureFieldsProps) {
  const { picture: words } = writing.rich
  const own = details.advanced.picture
  const { src, alt, width } = draft
  // it may stand in another form, which is not to be saved by it
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    event.stopPropagation()
    onEnter()
  }
  return (
    <>
      {src !== null && (
        <TextInput
          size="xs"
          className="grow"
          label={own.address}
          placeholder="https://"
          value={src}
          error={src !== '' && !isAddress(src) ? own.wrong : undefined}
          onKeyDown={onKeyDown}
          onChange={({ currentTarget }) => onChange({ ...draft, src: currentTarget.value })}
        />
      )}
      <TextInput
        size="xs"
        className="grow"
        label={words.alt}
        placeholder={words.altHint}
        maxLength={500}
        value={alt}
        onKeyDown={onKeyDown}
        onChange={({ currentTarget }) => onChange({ ...draft, alt: currentTarget.value })}
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
        onKeyDown={onKeyDown}
        onChange={(to) => onChange({ ...draft, width: to })}
      />
    </>
  )
}

interface PictureFormProps {
  editor: Editor
  picture: ChosenPicture
  /** It lies at an address, which can be another one. */
  isByAddress: boolean
}

/** What can be said about the chosen picture. */
export function PictureForm({ editor, picture, isByAddress }: PictureFormProps) {
  const said = new Map(picture.attributes)
  const [draft, setDraft] = useState<PictureDraft>({
    src: isByAddress ? (said.get('src') ?? '') : null,
    alt: said.get('alt') ?? '',
    width: said.get('width') ?? '',
  })
  const { picture: words, keep } = writing.rich
  const save = () => {
    if (!isWhole(draft)) return
    const attributes = attributesOf(draft, picture.attributes)
    editor.view.dispatch(editor.state.tr.setNodeAttribute(picture.at, 'attributes', attributes))
    editor.commands.focus(picture.at + 1)
  }
  return (
    <fieldset className="seq-chip-form" aria-label={words.chosen}>
      <PictureFields draft={draft} onChange={setDraft} onEnter={save} />
      <Button size="xs" variant="default" disabled={!isWhole(draft)} onClick={save}>
        {keep}
      </Button>
    </fieldset>
  )
}
