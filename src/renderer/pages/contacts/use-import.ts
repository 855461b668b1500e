/** One import from the file to the result. Whatever is left half way leaves nothing behind. */
import { useEffect, useRef, useState } from 'react'
import { client, shell } from '../../api/client.ts'
import { upload } from '../../api/upload.ts'
import { wordsOf } from '../../parts/notice.tsx'
import { contactImport as words } from '../../words/contact-import.ts'

export type Inspection = Awaited<ReturnType<typeof client.contacts.inspect>>
export interface Imported {
  rows: number
  imported: number
  updated: number
  unchanged: number
  refused: { line: number; column: string | null; value: string; message: string }[]
  refused_count: number
  import: string | null
}
interface Chosen {
  name: string
  /** What the engine calls it. */
  source: { file: string } | { upload: string }
}

/** Refused rows that are shown; the file has them all. */
const shown = 50

export type Step =
  | { at: 'file' }
  | { at: 'columns' }
  /** `result` is what would happen. */
  | { at: 'check'; result: Imported }
  | { at: 'done'; result: Imported }

export interface Busy {
  what: 'reading' | 'looking' | 'importing'
  /** From 0 to 1. */
  share: number
}

/** One piece of work at a time, with how far it is and a way to break it off. */
function useWork() {
  const [busy, setBusy] = useState<Busy | null>(null)
  const [error, setError] = useState<string | null>(null)
  const stopping = useRef<AbortController | null>(null)
  // leaving the page breaks it off as well
  useEffect(() => () => stopping.current?.abort(), [])
  async function work<T>(what: Busy['what'], start: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    const stop = new AbortController()
    stopping.current = stop
    setError(null)
    setBusy({ what, share: 0 })
    try {
      return await start(stop.signal)
    } catch (thrown) {
      setError(stop.signal.aborted ? words.check.cancelled : wordsOf(thrown))
      return null
    } finally {
      setBusy(null)
    }
  }
  const follow = async (
    what: Busy['what'],
    steps: Promise<AsyncIterator<{ done: number; total: number }, Imported>>,
  ) => {
    const stream = await steps
    for (;;) {
      const step = await stream.next()
      if (step.done) return step.value as Imported
      setBusy({ what, share: step.value.done / Math.max(1, step.value.total) })
    }
  }
  return { busy, error, work, follow, cancel: () => stopping.current?.abort() }
}

export function useImport() {
  const { busy, error, work, follow, cancel } = useWork()
  const [step, setStep] = useState<Step>({ at: 'file' })
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [seen, setSeen] = useState<Inspection | null>(null)
  const [map, setMap] = useState<Record<string, string>>({})

  async function look(choose: (signal: AbortSignal) => Promise<Chosen | null>) {
    await work('reading', async (signal) => {
      const file = await choose(signal)
      if (!file) return
      const found = await client.contacts.inspect(file.source, { signal })
      setChosen(file)
      setSeen(found)
      setMap(Object.fromEntries(found.columns.map(({ key, target }) => [key, target])))
      setStep({ at: 'columns' })
    })
  }
  const takeFile = (file: File) =>
    look(async (signal) => ({ name: file.name, source: { upload: await upload(file, signal) } }))
  const askForFile = () =>
    look(async () => {
      const found = await shell?.files.choose({ kind: 'contacts' })
      return found ? { name: found.name, source: { file: found.path } } : null
    })

  const run = (what: 'looking' | 'importing') =>
    work(what, (signal) => {
      if (!chosen) throw new Error(words.file.choose)
      const dry_run = what === 'looking'
      const input = { ...chosen.source, name: chosen.name, map, dry_run, refused_limit: shown }
      return follow(what, client.contacts.import(input, { signal }))
    })
  async function check() {
    const result = await run('looking')
    if (result) setStep({ at: 'check', result })
  }
  async function importAll() {
    const result = await run('importing')
    if (result) setStep({ at: 'done', result })
  }
  return {
    step,
    busy,
    error,
    cancel,
    chosen,
    seen,
    map,
    setTarget: (key: string, target: string) => setMap((now) => ({ ...now, [key]: target })),
    takeFile,
    askForFile: shell ? askForFile : null,
    check,
    importAll,
    toColumns: () => setStep({ at: 'columns' }),
    startOver: () => {
      setStep({ at: 'file' })
      setChosen(null)
      setSeen(null)
    },
  }
}

export type Importing = ReturnType<typeof useImport>
