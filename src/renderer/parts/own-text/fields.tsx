import { SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { ownText as words } from '../../words/own-text.ts'
import { readRich } from '../rich/read.ts'
import { type Form, inForm, type OwnDraft } from './draft.ts'
import './own-text.css'

/** Its code comes when it is needed. */
const RichText = lazy(async () => ({ default: (await import('../rich/rich.tsx')).RichText }))

const none: readonly never[] = []

interface Props {
  draft: OwnDraft
  change: (some: Partial<OwnDraft>) => void
  /** What it is called where it has no subject of its own: that of its conversation. */
  title: string
  /** It begins a conversation. */
  opens: boolean
}

/** Subject and text of one email for one contact, as they are sent. */
export function OwnTextFields({ draft, change, title, opens }: Props) {
  const { form } = draft
  const isBeyond = form === 'html' && readRich(draft.html) === null
  return (
    <div className="own-fields">
      <TextInput
        label={words.subject}
        description={opens ? undefined : words.answers}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={opens ? undefined : title}
        maxLength={1200}
        data-autofocus
        value={draft.subject}
        onChange={({ currentTarget }) => change({ subject: currentTarget.value })}
      />
      <div className="own-body">
        <SegmentedControl
          className="own-form"
          aria-label={words.form}
          data={(['text', 'rich', 'html'] as const).map((value) => ({ value, label: words.forms[value] }))}
          value={form}
          onChange={(value) => change(inForm(value as Form, draft))}
        />
        {form === 'rich' ? (
          <>
            <p className="cz-label">{words.text}</p>
            <Suspense fallback={<div className="seq-rich-wait" />}>
              <RichText
                isLiteral
                html={draft.html}
                hasError={false}
                unknown={none}
                problems={none}
                onChange={(html) => change({ html })}
                onLeave={() => undefined}
                onReady={() => undefined}
              />
            </Suspense>
          </>
        ) : (
          <Textarea
            className={form === 'html' ? 'own-area code' : 'own-area'}
            label={words.text}
            maxLength={500_000}
            spellCheck={form === 'text'}
            value={form === 'html' ? draft.html : draft.text}
            onChange={({ currentTarget }) => change({ [form]: currentTarget.value })}
          />
        )}
        {isBeyond && <p className="fine dim own-beyond">{words.beyond}</p>}
      </div>
    </div>
  )
}
