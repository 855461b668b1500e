import { SegmentedControl, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { signatureHtml } from '../../../shared/domain/signature.ts'
import {
  linesAsParagraphs,
  linesText,
  type SignaturePiece,
  signatureLines,
} from '../../../shared/domain/signature-rich.ts'
import { api } from '../../api/client.ts'
import { details } from '../../words/mailbox-details.ts'
import type { Account } from './accounts.ts'

const words = details.advanced
/** Its code comes when it is needed: most mailboxes are only looked at. */
const RichText = lazy(async () => ({ default: (await import('../../parts/rich/rich.tsx')).RichText }))

/** A signature while it is being written. */
export interface SignatureDraft {
  isRich: boolean
  /** In paragraphs. */
  html: string
  text: string
  /** With looks: plain text is written by hand, not made from it. */
  ownText: boolean
}

const paragraphsOf = (html: string): string => {
  const read = signatureLines(html)
  return 'lines' in read ? linesAsParagraphs(read.lines) : ''
}
const textOf = (html: string): string => {
  const read = signatureLines(html)
  return 'lines' in read ? linesText(read.lines) : ''
}

export const signatureOf = ({ signature, signature_html: html }: Account): SignatureDraft => ({
  isRich: html !== null,
  html: html === null ? '' : paragraphsOf(html),
  text: signature ?? '',
  ownText: html !== null && signature !== null,
})

export const signatureInput = ({ isRich, html, text, ownText }: SignatureDraft) => ({
  signature: (isRich && !ownText ? '' : text.trim()) || null,
  signature_html: isRich ? html || null : null,
})

interface FieldProps {
  draft: SignatureDraft
  set: (change: Partial<SignatureDraft>) => void
}

/** The signature, plain or with looks; going from one to the other keeps its words. */
export function SignatureField({ draft, set }: FieldProps) {
  const { isRich, html, text, ownText } = draft
  const turn = (rich: boolean) => {
    if (rich === isRich) return
    if (rich) set({ isRich: true, html: html || paragraphsOf(signatureHtml(text)), ownText: false })
    else set({ isRich: false, text: ownText ? text : textOf(html) })
  }
  return (
    <div className="mb-signature">
      <SegmentedControl
        size="xs"
        aria-label={words.signatureForm}
        data={[
          { value: 'plain', label: words.plain },
          { value: 'rich', label: words.rich },
        ]}
        value={isRich ? 'rich' : 'plain'}
        onChange={(value) => turn(value === 'rich')}
      />
      {isRich ? (
        <div>
          <p className="cz-label">{words.signature}</p>
          <Suspense fallback={<div className="mb-signature-wait" />}>
            <RichText
              isSignature
              label={words.signature}
              html={html}
              hasError={false}
              unknown={[]}
              problems={[]}
              onChange={(now) => set({ html: now })}
              onLeave={() => {}}
              onReady={() => {}}
            />
          </Suspense>
          <p className="fine dim">{words.signatureMore}</p>
          <p className="fine dim">
            {!ownText && `${words.textMade} `}
            <button
              type="button"
              className="link"
              onClick={() => set(ownText ? { ownText: false } : { ownText: true, text: textOf(html) })}
            >
              {ownText ? words.madeText : words.ownText}
            </button>
          </p>
        </div>
      ) : null}
      {(!isRich || ownText) && (
        <Textarea
          label={isRich ? words.text : words.signature}
          description={isRich ? undefined : words.signatureMore}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          rows={4}
          value={text}
          onChange={({ currentTarget }) => set({ text: currentTarget.value })}
        />
      )}
    </div>
  )
}

/** How many planned emails get another signature. */
export function SignatureReach({ account, draft }: { account: Account; draft: SignatureDraft }) {
  const [settled] = useDebouncedValue(draft, 250)
  const input = { public_id: account.public_id, version: account.version, ...signatureInput(settled) }
  const { data } = useQuery(
    api.accounts.consequence.queryOptions({ input, retry: false, placeholderData: keepPreviousData, staleTime: 0 }),
  )
  if (data?.signature == null) return null
  return (
    <p className="small" aria-live="polite">
      {words.signs(data.signature)}
    </p>
  )
}

function Piece({ piece }: { piece: SignaturePiece }) {
  const { bold, italic, underline, href } = piece.looks
  const name = [bold && 'bold', italic && 'italic', (underline || href) && 'underline'].filter(Boolean).join(' ')
  return (
    <span className={name} title={href ?? undefined}>
      {'text' in piece ? piece.text : `▢ ${piece.picture.alt}`}
    </span>
  )
}

/** A signature as it looks; its pictures by their words, for nothing is fetched from elsewhere. */
export function SignatureLook({ account }: { account: Account }) {
  const { signature, signature_html: html } = account
  const read = html === null ? null : signatureLines(html)
  if (!read || 'trouble' in read)
    return signature ? <span className="mb-account-signature">{signature}</span> : words.none
  return (
    <span className="mb-account-signature rich">
      {read.lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
        <span key={i} className="line">
          {line.map((piece, j) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: nor have pieces
            <Piece key={j} piece={piece} />
          ))}
        </span>
      ))}
    </span>
  )
}
