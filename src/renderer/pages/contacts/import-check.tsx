import { Button, Radio } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { knownWishes } from '../../../shared/domain/contact-news.ts'
import { Notice } from '../../parts/notice.tsx'
import { contactImport } from '../../words/contact-import.ts'
import { count } from '../../words/format.ts'
import { SaveRefused } from './save-refused.tsx'
import type { Imported, Importing } from './use-import.ts'

const words = contactImport.check

function Figures({ result }: { result: Imported }) {
  const figures = [
    [words.figures.imported, result.imported],
    [words.figures.updated, result.updated],
    [words.figures.unchanged, result.unchanged],
    [words.figures.refused, result.refused_count],
  ] as const
  return (
    <dl className="im-figures">
      {figures.map(([label, n]) => (
        <div key={label} className={n === 0 ? 'none' : undefined}>
          <dt>{label}</dt>
          <dd>{count(n)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Refused({ result }: { result: Imported }) {
  const { refused, refused_count: all } = result
  if (all === 0) return null
  return (
    <>
      <h3>{words.refused(all)}</h3>
      <table className="im-refused">
        <thead>
          <tr>
            <th scope="col" className="num">
              {words.line}
            </th>
            <th scope="col">{words.column}</th>
            <th scope="col">{words.value}</th>
            <th scope="col">{words.why}</th>
          </tr>
        </thead>
        <tbody>
          {refused.map((row) => (
            <tr key={row.line}>
              <td className="num">{count(row.line)}</td>
              <td className="clip">{row.column}</td>
              <td className="clip">{row.value}</td>
              <td>{row.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small dim">{words.refusedMore(refused.length, all)}</p>
    </>
  )
}

/** What becomes of contacts known already, and the first of them with what changes. */
function Known({ importing, result }: { importing: Importing; result: Imported }) {
  const { refused_reasons: reasons, suppressed, examples } = result
  return (
    <>
      <Radio.Group
        label={words.known}
        value={importing.known}
        onChange={(wish) => importing.setKnown(wish as typeof importing.known)}
      >
        {knownWishes.map((wish) => (
          <Radio
            key={wish}
            className="choice"
            value={wish}
            label={words.wishes[wish]}
            disabled={importing.busy !== null}
          />
        ))}
      </Radio.Group>
      {suppressed > 0 && <p className="small dim">{words.suppressed(suppressed)}</p>}
      {(reasons.erased ?? 0) > 0 && <p className="small dim">{words.erased(reasons.erased ?? 0)}</p>}
      {examples.length > 0 && (
        <>
          <h3>{words.examples}</h3>
          <table className="im-refused im-changes">
            <thead>
              <tr>
                {[words.contact, words.column, words.from, words.to].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {examples.flatMap(({ address, changes }) =>
                changes.map(({ field, before, after }, at) => (
                  <tr key={`${address} ${field}`}>
                    <td className="clip">{at === 0 ? address : ''}</td>
                    <td className="clip">{contactImport.columns.targets[field] ?? field}</td>
                    <td className="clip">{before || <span className="faint">{words.none}</span>}</td>
                    <td className="clip">{after}</td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </>
      )}
    </>
  )
}

/** Step three: what the whole file would do, before it does. */
export function CheckStep({ importing, result }: { importing: Importing; result: Imported }) {
  const n = result.imported + result.updated
  return (
    <>
      <p className="im-sentence">{words.sentence(result.imported)}</p>
      <Figures result={result} />
      {result.updated > 0 && <p className="small dim measure">{words.updated}</p>}
      <Known importing={importing} result={result} />
      <Refused result={result} />
      <div className="im-acts">
        {n === 0 ? (
          <p className="dim">{words.nothing}</p>
        ) : (
          <Button onClick={() => void importing.importAll()} disabled={importing.busy !== null}>
            {words.verb(n)}
          </Button>
        )}
      </div>
    </>
  )
}

/** What came of it, and the refused rows as a file. */
export function Done({ importing, result }: { importing: Importing; result: Imported }) {
  const [error, setError] = useState<string | null>(null)
  const { import: id, refused_count: refused } = result
  return (
    <section aria-label={contactImport.done.title(result.imported)} className="im-done">
      <p className="im-sentence" role="status">
        {contactImport.done.title(result.imported)}
      </p>
      <p className="dim">{contactImport.done.more(result.updated, result.unchanged)}</p>
      {refused > 0 && (
        <Notice
          tone="warn"
          action={
            id && (
              <SaveRefused id={id} list={importing.chosen?.name ?? ''} onError={setError}>
                <Button size="xs" variant="default">
                  {contactImport.done.save}
                </Button>
              </SaveRefused>
            )
          }
        >
          <b>{contactImport.done.refused(refused)}</b> {contactImport.done.refusedMore(refused)}
        </Notice>
      )}
      {error && <Notice tone="bad">{error}</Notice>}
      <div className="im-acts">
        <Button component={Link} to="/contacts">
          {contactImport.done.open}
        </Button>
        <Button variant="default" onClick={importing.startOver}>
          {contactImport.done.another}
        </Button>
      </div>
    </section>
  )
}
