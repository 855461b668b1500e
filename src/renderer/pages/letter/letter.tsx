import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { Paste, useBrought } from '../../parts/signed.tsx'
import { letterPage as words } from '../../words/delegation.ts'
import { Letter } from './review.tsx'

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
  const { text, take, startOver } = useBrought(
    named.text,
    () => void navigate({ to: '/letter', search: {}, replace: true }),
  )
  const paste = {
    label: words.paste,
    more: words.pasteMore,
    look: words.look,
    choose: words.choose,
    accept: '.cadenza-letter,.letter,.txt,.eml,text/plain',
    most: 200_000,
    onText: take,
  }
  return (
    <Page measured>
      <PageHead back="delegation" title={words.title} lead={words.lead} />
      {named.error && <Failed what={words.failed} error={named.error} onAgain={named.again} />}
      {named.isLooking && <RowsOnTheWay rows={4} height={48} />}
      {named.isGone && text === null && <p className="dim">{words.gone}</p>}
      {text === null && !named.isLooking && <Paste {...paste} />}
      {text !== null && <Letter text={text} paste={paste} onOther={startOver} />}
    </Page>
  )
}
