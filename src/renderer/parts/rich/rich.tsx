import '@mantine/tiptap/styles.layer.css'
import { RichTextEditor as Rich } from '@mantine/tiptap'
import { NodeSelection, TextSelection } from '@tiptap/pm/state'
import { type Editor, useEditor } from '@tiptap/react'
import { useEffect, useRef, useState } from 'react'
import { writing as words } from '../../words/sequence-writing.ts'
import { sequences } from '../../words/sequences.ts'
import { type Chip, ChipForm, chosenChip } from './chip.tsx'
import type { DocNode } from './document.ts'
import { extensions, signatureExtensions, type Wrong, wrongKey } from './extensions.ts'
import { type ChosenPicture, PictureForm, pictureTypes } from './picture.tsx'
import { type PictureAttributes, type Pictures, showPictures } from './picture-node.ts'
import { offsetOf, placesOf } from './places.ts'
import { readRich } from './read.ts'
import { SignatureTools } from './signature-tools.tsx'
import { SlashMenu, type SlashOffer } from './slash-menu.tsx'
import { Tools } from './tools.tsx'
import { htmlOfDoc } from './write.ts'
import './chip.css'
import './rich.css'

/** What is wrong with the HTML, and where. */
interface Problem {
  line: number | null
  column: number | null
  severity: string
  message: string
}

interface RichTextProps {
  html: string
  onChange: (html: string) => void
  onLeave: () => void
  /** Variables that no contact has. */
  unknown: readonly string[]
  /** What is wrong with the HTML: marked where it stands. */
  problems: readonly Problem[]
  onReady: (hand: RichHand | null) => void
  hasError: boolean
  /** Nothing in it is filled in: no conditions are offered. */
  isLiteral?: boolean
  /** Of its pictures those whose bytes are here. */
  pictures?: Pictures
  /** A signature: fewer looks, pictures by their address, nothing filled in. */
  isSignature?: boolean
  /** What it is called; left out: an email's body. */
  label?: string
  /** What a `/` offers beside the text's own: variables, snippets. */
  offers?: readonly SlashOffer[]
  /** Takes pictures that were picked, pasted or dropped; left out: there can be none. */
  onPictures?: (files: File[]) => void
}

/** What others do with rich text. */
export interface RichHand {
  /** Puts text (its Liquid as chips), or HTML, at the caret. */
  insert: (piece: { text: string } | { html: string }) => void
  /** Puts pictures at the caret, by their attributes. */
  insertPictures: (pictures: readonly PictureAttributes[]) => void
  /** Chooses what stands at a line and column of its HTML, both from 1. */
  goTo: (line: number, column: number) => void
}

/** What stands in a place for HTML; where rich text can't hold it, its text. */
const contentOf = (html: string): DocNode[] => readRich(html)?.content ?? [{ type: 'paragraph' }]

function insertInto(editor: Editor, piece: { text: string } | { html: string }): void {
  if ('text' in piece) {
    const inside = piece.text.split(/(\{\{.*?\}\}|\{%.*?%\})/).filter(Boolean)
    const nodes = inside.map((part, i) =>
      /^\{[{%]/.test(part) ? { type: 'liquid', attrs: { source: part } } : { type: 'text', text: inside[i] ?? '' },
    )
    editor.chain().focus().insertContent(nodes).run()
  } else editor.chain().focus().insertContent(contentOf(piece.html)).run()
}

const docOf = (editor: Editor): DocNode => editor.getJSON() as DocNode

function goTo(editor: Editor, html: string, line: number, column: number): void {
  const place = placesOf(docOf(editor), html)?.(offsetOf(html, line, column))
  const { doc, tr } = editor.state
  const at = Math.min(place?.from ?? 0, doc.content.size)
  const whole = place?.isWhole && doc.nodeAt(at)?.type.spec.selectable !== false
  const selection = whole
    ? NodeSelection.create(doc, at)
    : TextSelection.between(doc.resolve(at), doc.resolve(Math.min(place?.to ?? 0, doc.content.size)))
  editor.view.dispatch(tr.setSelection(selection).scrollIntoView())
  editor.view.focus()
}

function wrongIn(editor: Editor, html: string, unknown: readonly string[], problems: readonly Problem[]): Wrong {
  const to = problems.length > 0 ? placesOf(docOf(editor), html) : null
  const places = problems.flatMap(({ line, column, severity, message }) =>
    to && line !== null && column !== null
      ? [{ ...to(offsetOf(html, line, column)), severity: severity as 'error' | 'warning', message }]
      : [],
  )
  return { unknown, places }
}

const picturesOf = (from: DataTransfer | null): File[] =>
  [...(from?.files ?? [])].filter(({ type }) => pictureTypes.includes(type))
const hasPictures = (from: DataTransfer | null): boolean => picturesOf(from).length > 0

/** @returns false: it holds no picture, or there can be none */
function taken(from: DataTransfer | null, onPictures: ((files: File[]) => void) | undefined): boolean {
  const found = picturesOf(from)
  // text that a program copied with a picture of itself is text
  if (found.length === 0 || !onPictures || from?.getData('text/plain')) return false
  onPictures(found)
  return true
}

/** The editor, and what of it is chosen whole. */
function useRich({ html, onChange, onLeave, onReady, onPictures, isSignature, label, offers }: RichTextProps) {
  const [chip, setChip] = useState<Chip | null>(null)
  const [picture, setPicture] = useState<ChosenPicture | null>(null)
  const written = useRef(html)
  const calls = useRef({ onChange, onLeave, onReady, onPictures })
  calls.current = { onChange, onLeave, onReady, onPictures }
  const editor = useEditor({
    extensions: isSignature ? signatureExtensions : extensions,
    injectCSS: false,
    immediatelyRender: true,
    shouldRerenderOnTransaction: true,
    content: { type: 'doc', content: contentOf(html) },
    editorProps: {
      handlePaste: (_view, event) => taken(event.clipboardData, calls.current.onPictures),
      handleDrop: (view, event, _slice, isMoved) => {
        if (isMoved || !hasPictures(event.dataTransfer) || !calls.current.onPictures) return false
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
        if (at) view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at.pos))))
        return taken(event.dataTransfer, calls.current.onPictures)
      },
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': label ?? sequences.editor.body,
        ...(offers ? { 'data-hint': words.rich.hint } : {}),
        class: `seq-rich-text ${isSignature ? 'short' : ''}`,
      },
    },
    onUpdate: ({ editor: now }) => {
      written.current = htmlOfDoc(docOf(now))
      calls.current.onChange(written.current)
    },
    onSelectionUpdate: ({ editor: now }) => {
      const { selection } = now.state
      setChip(chosenChip(now))
      const attributes = selection instanceof NodeSelection ? selection.node.attrs.attributes : undefined
      setPicture(attributes ? { at: selection.from, attributes } : null)
    },
    onBlur: () => document.hasFocus() && calls.current.onLeave(),
  })
  return { editor, chip, picture, written, calls }
}

/** What others tell the editor, and what it lets them do. */
function useTold({ editor, written, calls }: ReturnType<typeof useRich>, props: RichTextProps): void {
  const { html, unknown, problems, pictures } = props
  useEffect(() => {
    // one that is just being replaced can't be gone to; its successor is told
    if (editor.isDestroyed) return
    calls.current.onReady({
      insert: (piece) => insertInto(editor, piece),
      insertPictures: (all) =>
        editor
          .chain()
          .focus()
          .insertContent(all.map((attributes) => ({ type: 'picture', attrs: { attributes } })))
          .run(),
      goTo: (line, column) => goTo(editor, written.current, line, column),
    })
    return () => calls.current.onReady(null)
  }, [editor, calls, written])
  // put back, taken from somebody else, or written as source: the email is another one now
  useEffect(() => {
    if (html === written.current) return
    written.current = html
    editor.commands.setContent({ type: 'doc', content: contentOf(html) }, { emitUpdate: false })
  }, [editor, html, written])
  useEffect(() => {
    // one that is just being replaced has forgotten its pictures already; its successor is told
    if (pictures && !editor.isDestroyed) showPictures(editor.storage.picture, pictures)
  }, [editor, pictures])
  const wrong = JSON.stringify([unknown, problems])
  useEffect(() => {
    if (editor.isDestroyed) return
    const [names, places] = JSON.parse(wrong) as [string[], Problem[]]
    const { tr } = editor.state
    editor.view.dispatch(tr.setMeta(wrongKey, wrongIn(editor, written.current, names, places)))
  }, [editor, wrong, written])
}

/** An email's text as it looks. What it can't hold never gets here: see `read.ts`. */
export function RichText(props: RichTextProps) {
  const { hasError, isLiteral = false, isSignature = false, onPictures, offers = [] } = props
  const box = useRef<HTMLDivElement>(null)
  const rich = useRich(props)
  const { editor, chip, picture } = rich
  useTold(rich, props)
  return (
    <div ref={box} className={`seq-rich ${hasError ? 'wrong' : ''}`}>
      <Rich editor={editor} withTypographyStyles={false} labels={words.rich.labels}>
        {isSignature ? (
          <SignatureTools editor={editor} />
        ) : (
          <Tools editor={editor} isLiteral={isLiteral} onPictures={onPictures} />
        )}
        {chip && <ChipForm key={chip.at} editor={editor} chip={chip} />}
        {picture && (
          <PictureForm
            key={`${picture.at} ${JSON.stringify(picture.attributes)}`}
            {...{ editor, picture }}
            isByAddress={isSignature}
          />
        )}
        <Rich.Content />
        {!isSignature && (
          <SlashMenu
            {...{ editor, offers, isLiteral }}
            onPicture={onPictures ? () => box.current?.querySelector<HTMLElement>('input[type=file]')?.click() : null}
          />
        )}
      </Rich>
    </div>
  )
}
