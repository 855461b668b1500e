import { client, shell } from '../../../api/client.ts'
import { download } from '../../../api/save-text.ts'
import { followed, useWork } from '../../../api/work.ts'
import type { Exported } from './types.ts'

type Wish = Parameters<typeof client.exchange.export>[0]
/** A name that says which team and which day. */
export const fileName = (workspace: string, date: string): string =>
  `${workspace.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'workspace'}-${date}.cadenza`

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))

/** In the desktop the engine writes where the person said; in a browser the pieces become a download. */
export function useExport(name: string) {
  const work = useWork()
  async function start(wish: Wish): Promise<Exported | null> {
    if (shell) {
      const place = await shell.files.place({ name, kind: 'workspace' })
      if (!place) return null
      return work.run((signal, tell) =>
        followed(client.exchange.export({ ...wish, file: place.path }, { signal }), tell),
      )
    }
    return work.run(async (signal, tell) => {
      const pieces: Uint8Array<ArrayBuffer>[] = []
      const written = await followed(client.exchange.export(wish, { signal }), tell, ({ data }) => {
        if (data) pieces.push(bytesOf(data))
      })
      download(name, new Blob(pieces, { type: 'application/octet-stream' }))
      return { ...written, name }
    })
  }
  return { ...work, start }
}
