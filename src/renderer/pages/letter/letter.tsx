import { Button, FileButton, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { letterPage as words } from '../../words/delegation.ts'
import { Review } from './review.tsx'
import './letter.css'

/** A letter that somebody pasted or whose file they chose. */
function Paste({ onText }: { onText: (text: string) => void }) {
  const [typed, setTyped] = useState('')
  const choose = async (file: File | null) => {
    if (file) onText(await file.slice(0, 200_000).text())
  }
  return (
    <form
      className="lt-open"
      onSubmit={(event) => {
        event.preventDefault()
        if (typed.trim()) onText(typed.trim())
      }}
    >
      <Textarea
        label={words.paste}
        description={words.pasteMore}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-autofocus
        autosize
        minRows={5}
        maxRows={14}
        spellCheck={false}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <div className="row">
        <Button type="submit" disabled={typed.trim() === ''}>
          {words.look}
        </Button>
        <FileButton
          accept=".cadenza-letter,.letter,.txt,.eml,text/plain"
          onChange={(file) => void choose(file)}
          inputProps={{ 'aria-label': words.choose }}
        >
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

/** The letter the address names: brought by it, or come by email. */
function useNamed() {
  const { text, id } = useSearch({ from: '/frame/letter' })
  const received = useQuery({ ...api.delegations.received.queryOptions(), enabled: id !== undefined })
  const found = id === undefined ? undefined : received.data?.find(({ public_id }) => public_id === id)
  return {
    text: text ?? found?.text ?? null,
    isLooking: id !== undefined && received.isPending,
    isGone: id !== undefined && received.data !== undefined && !found,
    error: received.error,
    again: received.refetch,
  }
}

/** What a letter about sending for each other says. Nothing happens before a person decides here. */
export function LetterPage() {
  const named = useNamed()
  const navigate = useNavigate()
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? named.text
  const startOver = () => {
    setTyped(null)
    void navigate({ to: '/letter', search: {}, replace: true })
  }
  return (
    <Page measured>
      <PageHead title={words.title} lead={words.lead} />
      {named.error && <Failed what={words.failed} error={named.error} onAgain={named.again} />}
      {named.isLooking && <RowsOnTheWay rows={4} height={48} />}
      {named.isGone && text === null && <p className="dim lt-gone">{words.gone}</p>}
      {text === null ? !named.isLooking && <Paste onText={setTyped} /> : <Review text={text} onOther={startOver} />}
    </Page>
  )
}
