import { Button, Textarea, TextInput } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { Fragment, type ReactNode, useState } from 'react'
import { RowsOnTheWay } from './blank.tsx'
import { ChooseFile } from './choose-file.tsx'
import { CopyText } from './copy-text.tsx'
import { Notice, wordsOf } from './notice.tsx'
import './signed.css'

export interface PasteProps {
  label: string
  more: string
  look: string
  choose: string
  /** What the file dialog offers first. */
  accept?: string
  /** So many bytes of a file are read: what is longer is nothing of this kind. */
  most: number
  onText: (text: string) => void
}

/** What was looked at before and couldn't be followed: it stays in its box, to be mended there. */
interface Tried {
  text?: string
  trouble?: unknown
}

/** Characters; a longer one came out of a file, and isn't mended by hand. */
const shownAgain = 8000

/** Something signed that somebody pasted, or whose file they chose. */
export function Paste({ label, more, look, choose, accept, most, onText, text, trouble }: PasteProps & Tried) {
  const [typed, setTyped] = useState(text !== undefined && text.length <= shownAgain ? text : '')
  return (
    <form
      className="signed"
      onSubmit={(event) => {
        event.preventDefault()
        if (typed.trim()) onText(typed.trim())
      }}
    >
      <Textarea
        label={label}
        description={more}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autosize
        minRows={5}
        maxRows={12}
        spellCheck={false}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {trouble != null && <Notice tone="bad">{wordsOf(trouble)}</Notice>}
      <div className="signed-acts">
        <Button type="submit" disabled={typed.trim() === ''}>
          {look}
        </Button>
        <ChooseFile label={choose} accept={accept} onFile={(file) => void file.slice(0, most).text().then(onText)} />
      </div>
    </form>
  )
}

/** The text that is looked at: typed here, else brought by the address, which `leave` empties. */
export function useBrought(brought: string | null | undefined, leave: () => void) {
  const [typed, setTyped] = useState<string | null>(null)
  const startOver = () => {
    setTyped(null)
    leave()
  }
  return { text: typed ?? brought ?? null, take: setTyped, startOver }
}

interface LookedProps<T> {
  found: UseQueryResult<T>
  text: string
  paste: PasteProps
  children: (found: T) => ReactNode
}

/** What came of looking at it: itself, or why it can't be followed, above which it can be mended or another one taken. */
export function Looked<T>({ found, text, paste, children }: LookedProps<T>) {
  if (found.data !== undefined) return children(found.data)
  if (found.isPending || found.isFetching) return <RowsOnTheWay rows={4} height={48} />
  const again = (other: string) => (other === text ? void found.refetch() : paste.onText(other))
  return <Paste {...paste} text={text} trouble={found.error} onText={again} />
}

/** What it says of itself, a line each; a line without a value is left out. */
export const SignedFacts = ({ rows }: { rows: readonly (readonly [label: string, value: ReactNode])[] }) => (
  <dl className="signed-facts">
    {rows.map(
      ([label, value]) =>
        value && (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </Fragment>
        ),
    )}
  </dl>
)

interface HandOnProps {
  label: string
  link: string
  copy: string
  /** Left out where a file is offered elsewhere. */
  file?: { label: string; save: () => void }
}

/** A link that a person hands on: to be copied, or saved as a file. */
export const HandOn = ({ label, link, copy, file }: HandOnProps) => (
  <div className="signed-copy">
    <TextInput
      className="grow"
      label={label}
      readOnly
      value={link}
      onFocus={({ currentTarget }) => currentTarget.select()}
    />
    <CopyText text={link} label={copy} />
    {file && (
      <Button variant="default" onClick={file.save}>
        {file.label}
      </Button>
    )}
  </div>
)
