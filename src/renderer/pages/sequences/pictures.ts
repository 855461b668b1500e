import { useEffect, useMemo, useRef, useState } from 'react'
import { longestAttachments } from '../../../shared/domain/sequence-attachment.ts'
import { client } from '../../api/client.ts'
import { sequences } from '../../words/sequences.ts'
import type { DraftFile } from './draft.ts'

/** The file's bytes as base64. */
export const contentOf = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^.*?,/, ''))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })

const types: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
}

function blobOf(name: string, content: string): string | null {
  const type = types[name.split('.').pop()?.toLowerCase() ?? '']
  if (!type) return null
  try {
    return URL.createObjectURL(new Blob([Uint8Array.from(atob(content), (char) => char.charCodeAt(0))], { type }))
  } catch {
    return null
  }
}

export interface ShownPictures {
  /** Addresses (`blob:…`) by content id. */
  known: Readonly<Record<string, string>>
  /** Content ids of those whose bytes are on their way. */
  coming: readonly string[]
}

/**
 * Addresses of the pictures of an email by their content id; those that are saved come from the engine.
 *
 * @param sequence public id; null: never saved
 */
export function usePictures(sequence: string | null, files: readonly DraftFile[]): ShownPictures {
  const made = useRef(new Map<string, string | null>())
  const [times, setTimes] = useState(0)
  const wanted = files.flatMap((file) =>
    file.cid ? [{ ...file, cid: file.cid, key: 'hash' in file ? file.hash : file.content }] : [],
  )
  const names = JSON.stringify(wanted.map(({ cid, key }) => [cid, key.length, key.slice(0, 64), key.slice(-64)]))
  const latest = useRef(wanted)
  latest.current = wanted
  // biome-ignore lint/correctness/useExhaustiveDependencies: `names` stands for what is wanted
  useEffect(() => {
    let isHere = true
    const get = async (file: (typeof wanted)[number]) => {
      const content = 'content' in file ? file.content : sequence && (await saved(sequence, file.hash))
      if (!isHere || made.current.has(file.key)) return
      // null: it can't be had, and isn't waited for any more
      made.current.set(file.key, content ? blobOf(file.name, content) : null)
      setTimes((n) => n + 1)
    }
    for (const file of latest.current) if (!made.current.has(file.key)) void get(file)
    return () => {
      isHere = false
    }
  }, [names, sequence])
  useEffect(
    () => () => {
      for (const address of made.current.values()) if (address) URL.revokeObjectURL(address)
      made.current.clear()
    },
    [],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same object as long as the pictures are the same
  return useMemo(
    () => ({
      known: Object.fromEntries(
        latest.current.flatMap(({ cid, key }) => {
          const address = made.current.get(key)
          return address ? [[cid, address]] : []
        }),
      ),
      coming: latest.current.flatMap(({ cid, key }) => (made.current.has(key) ? [] : [cid])),
    }),
    [names, times],
  )
}

/** What can't be had is shown by its words; that is no failure of writing. */
const saved = (public_id: string, hash: string): Promise<string | null> =>
  client.sequences.attachment({ public_id, hash }).then(
    ({ content }) => content,
    () => null,
  )

/** Wider ones are drawn narrower: many inboxes show no more. */
const widest = 560
export const mostFiles = 20

export interface NewPicture {
  file: DraftFile & { cid: string }
  attributes: [string, string][]
}

/** A picture for an email that has these files already; a text says why not. */
export async function newPicture(picture: File, present: readonly DraftFile[]): Promise<NewPicture | string> {
  const { files: words } = sequences
  if (present.length >= mostFiles) return words.tooMany(mostFiles)
  if (present.reduce((sum, { size }) => sum + size, picture.size) > longestAttachments)
    return words.tooMuch(picture.name, longestAttachments)
  const read = await createImageBitmap(picture).catch(() => null)
  if (!read) return words.noPicture(picture.name)
  const width = Math.min(widest, read.width)
  read.close()
  const [base = '', ending = ''] = [picture.name.replace(/\.[^.]*$/, ''), picture.name.split('.').pop()]
  const cid = freeCid(base, present)
  const name = types[ending.toLowerCase()] ? picture.name : `${cid}.${picture.type.replace('image/', '')}`
  const attributes: [string, string][] = [
    ['src', `cid:${cid}`],
    ['alt', base.replace(/[-_]+/g, ' ').trim()],
    ['width', String(width)],
  ]
  return { file: { name, size: picture.size, cid, content: await contentOf(picture) }, attributes }
}

function freeCid(base: string, present: readonly DraftFile[]): string {
  const plain =
    base
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'picture'
  const taken = new Set(present.map(({ cid }) => cid))
  let cid = plain
  for (let n = 2; taken.has(cid); n++) cid = `${plain}-${n}`
  return cid
}
