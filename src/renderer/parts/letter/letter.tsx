import { Tabs } from '@mantine/core'
import { useState } from 'react'
import { letter as words } from '../../words/letter.ts'
import { LetterFrame } from './frame.tsx'
import './letter.css'

export interface LetterProps {
  subject: string
  html: string | null
  text: string | null
  /** Without them, and without `source`, there is no such tab. */
  headers?: readonly { name: string; value: string }[]
  source?: string
  attachments?: readonly { name: string | null; type: string; size: number }[]
}

/** More characters than this are shown only when asked for: a browser takes seconds to lay out megabytes of text. */
const firstLook = 200_000

/** A long text as it stands, its lines kept. */
function Plain({ text, label }: { text: string; label: string }) {
  const [whole, setWhole] = useState(false)
  const cut = !whole && text.length > firstLook
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard
    <section className="letter-plain" tabIndex={0} aria-label={label}>
      <pre>{cut ? text.slice(0, firstLook) : text}</pre>
      {cut && (
        <p className="fine dim">
          {words.cut(firstLook, text.length)}{' '}
          <button type="button" className="link" onClick={() => setWhole(true)}>
            {words.whole}
          </button>
        </p>
      )}
    </section>
  )
}

/** The headers of a message as they stand in it. */
export function Headers({ headers }: { headers: readonly { name: string; value: string }[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard
    <section className="letter-plain" tabIndex={0} aria-label={words.parts.headers}>
      <table className="letter-headers">
        <thead className="unseen">
          <tr>
            <th scope="col">{words.header}</th>
            <th scope="col">{words.value}</th>
          </tr>
        </thead>
        <tbody>
          {headers.map(({ name, value }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: headers repeat, and their order is what they are
            <tr key={at}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const Nothing = ({ children }: { children: string }) => <p className="letter-nothing dim">{children}</p>

/** One message, read: as HTML made harmless, as text, its headers and its source. Fills the height it is given. */
export function Letter({ subject, html, text, headers, source, attachments = [] }: LetterProps) {
  const { parts } = words
  return (
    <div className="letter">
      <Tabs defaultValue={html === null && text !== null ? 'text' : 'html'} keepMounted={false}>
        <Tabs.List aria-label={words.partsLabel}>
          <Tabs.Tab value="html">{parts.html}</Tabs.Tab>
          <Tabs.Tab value="text">{parts.text}</Tabs.Tab>
          {headers && <Tabs.Tab value="headers">{parts.headers}</Tabs.Tab>}
          {source !== undefined && <Tabs.Tab value="source">{parts.source}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="html">
          {html === null ? <Nothing>{words.noHtml}</Nothing> : <LetterFrame html={html} subject={subject} />}
        </Tabs.Panel>
        <Tabs.Panel value="text">
          {text === null ? <Nothing>{words.noText}</Nothing> : <Plain text={text} label={parts.text} />}
        </Tabs.Panel>
        {headers && (
          <Tabs.Panel value="headers">
            <Headers headers={headers} />
          </Tabs.Panel>
        )}
        {source !== undefined && (
          <Tabs.Panel value="source">
            <Plain text={source} label={parts.source} />
          </Tabs.Panel>
        )}
      </Tabs>
      {attachments.length > 0 && (
        <ul className="letter-attachments" aria-label={words.attachments}>
          {attachments.map(({ name, type, size }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two attachments may be called the same
            <li key={at}>{words.attachment(name, type, size)}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
