/** One workspace file: chosen, looked at, taken in. What was looked at is what is taken in. */
import { useState } from 'react'
import { client, shell } from '../../../api/client.ts'
import { upload } from '../../../api/upload.ts'
import { followed, useWork } from '../../../api/work.ts'
import type { Comparison, Imported } from './types.ts'

interface Chosen {
  name: string
  /** What the engine calls it; an upload lasts for one call, so the file itself is kept to be sent again. */
  source: { file: string } | { blob: File }
}

const needsPassphrase = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'data' in error &&
  (error.data as { needs?: unknown } | undefined)?.needs === 'passphrase'

async function inputOf({ source, name }: Chosen, passphrase: string, signal: AbortSignal) {
  const from = 'blob' in source ? { upload: await upload(source.blob, signal) } : source
  return { ...from, name, ...(passphrase ? { passphrase } : {}) }
}

interface Stand {
  chosen: Chosen | null
  /** It asked for a passphrase. */
  isSealed: boolean
  passphrase: string
  seen: Comparison | null
  done: Imported | null
  isWriting: boolean
}
const nothing: Stand = { chosen: null, isSealed: false, passphrase: '', seen: null, done: null, isWriting: false }

export function useImport() {
  const work = useWork()
  const [stand, setStand] = useState(nothing)
  const set = (change: Partial<Stand>) => setStand((now) => ({ ...now, ...change }))
  const { chosen, isSealed, passphrase, seen } = stand

  async function look(file: Chosen) {
    set({ chosen: file, seen: null, done: null, isWriting: false })
    const found = await work.run(async (signal, tell) => {
      try {
        return await followed(client.exchange.compare(await inputOf(file, passphrase, signal), { signal }), tell)
      } catch (thrown) {
        // a file that can't be taken with the right one either asks for none
        if (!signal.aborted) set({ isSealed: needsPassphrase(thrown) })
        throw thrown
      }
    })
    if (found) set({ seen: found })
  }
  async function take() {
    if (!chosen || !seen) return
    const { token } = seen.file
    set({ isWriting: true })
    const found = await work.run(async (signal, tell) =>
      followed(client.exchange.import({ ...(await inputOf(chosen, passphrase, signal)), token }, { signal }), tell),
    )
    if (found) set({ done: found })
  }
  const choose = async () => {
    const found = await shell?.files.choose({ kind: 'workspace' })
    if (found) await look({ name: found.name, source: { file: found.path } })
  }
  return {
    ...work,
    ...stand,
    /** It asks for a passphrase, and none was tried. */
    isAsking: isSealed && passphrase === '',
    setPassphrase: (typed: string) => set({ passphrase: typed }),
    choose: shell ? choose : null,
    takeFile: (file: File) => look({ name: file.name, source: { blob: file } }),
    lookAgain: () => (chosen ? look(chosen) : Promise.resolve()),
    take,
    startOver: () => setStand(nothing),
  }
}
export type Importing = ReturnType<typeof useImport>
