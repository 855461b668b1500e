import { Button, Radio } from '@mantine/core'
import { useRef, useState } from 'react'
import { upload } from '../../api/upload.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { tour } from '../../words/tour.ts'
import { type BodyProps, Foot, Hero, Next } from './pieces.tsx'
import { linesOf, sampleList } from './samples.ts'
import type { Source } from './trial.ts'

const words = tour.list

/** A call carries 1 MB at most; a longer file goes ahead of it. */
const longestCall = 800_000
/** Enough of a long file to show how it begins. */
const headSize = 4000

async function read(file: File): Promise<Source> {
  if (file.size <= longestCall) return { kind: 'text', name: file.name, csv: await file.text() }
  const head = await file.slice(0, headSize).text()
  return { kind: 'upload', name: file.name, upload: await upload(file), head }
}

const textOf = (source: Source) =>
  source.kind === 'sample' ? sampleList : source.kind === 'text' ? source.csv : source.head

/** Which list: the sample, or a file that is only read. */
export function ListStep({ trial, onNext, onBack }: BodyProps) {
  const { source } = trial.choices
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const take = async (file: File | undefined) => {
    if (!file) return
    setBusy(true)
    setError(null)
    try {
      trial.set({ source: await read(file), start: 'now' })
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className="tour-page wide" aria-label={tour.steps.list}>
      <Hero said={words.hero} />
      <p className="lead dim">{words.lead}</p>
      <div className="list-cols">
        <Radio.Group
          aria-label={words.choices}
          value={source.kind === 'sample' ? 'sample' : 'own'}
          onChange={(value) =>
            value === 'sample' ? trial.set({ source: { kind: 'sample' } }) : input.current?.click()
          }
        >
          <Radio value="sample" label={words.sample} description={words.sampleMore(linesOf(sampleList).length - 1)} />
          <Radio value="own" label={words.own} description={words.ownMore} />
          <input
            ref={input}
            type="file"
            accept=".csv,.txt,.tsv,text/csv"
            className="unseen"
            tabIndex={-1}
            aria-label={words.choose}
            onChange={(event) => void take(event.currentTarget.files?.[0])}
          />
          <Button variant="default" size="xs" loading={busy} onClick={() => input.current?.click()}>
            {words.choose}
          </Button>
          {error !== null && (
            <Notice tone="bad">
              {words.unreadable} {wordsOf(error)}
            </Notice>
          )}
        </Radio.Group>
        <First text={textOf(source)} name={source.kind === 'sample' ? null : source.name} />
      </div>
      <Foot onBack={onBack}>
        <Next label={tour.next.list} onClick={onNext} disabled={busy} />
      </Foot>
    </section>
  )
}

/** How the list begins, as it is written: nothing is interpreted yet. */
function First({ text, name }: { text: string; name: string | null }) {
  const lines = linesOf(text)
  const shown = lines.slice(0, 9)
  return (
    <figure className="first-lines">
      <figcaption className="fine faint">{name === null ? words.first : words.chosen(name, lines.length)}</figcaption>
      {/* a line of a list may be longer than any page */}
      <ol className="mono">
        {shown.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other name
          <li key={i} className="clip">
            {line}
          </li>
        ))}
      </ol>
      {lines.length > shown.length && <p className="fine faint">{words.more(lines.length - shown.length)}</p>}
    </figure>
  )
}
