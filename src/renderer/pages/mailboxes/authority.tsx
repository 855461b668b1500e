import { Button, FileButton } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { date } from '../../words/format.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import type { Server } from './server.ts'

const words = mailboxes.authority

/** A company's own certificate authority: chosen as a file, looked at by the engine, and shown before it is trusted. */
export function Authority({ server, onChange }: { server: Server; onChange: (server: Server) => void }) {
  const zone = useZone()
  const now = useNow(60_000)
  const read = useMutation(api.accounts.read_ca.mutationOptions())
  const choose = async (file: File | null) => {
    if (!file) return
    const ca_pem = await file.text()
    const found = await read.mutateAsync({ ca_pem }).catch(() => null)
    if (found) onChange({ ...server, ca: ca_pem, authorities: found })
  }
  const authorities = server.authorities ?? []
  const own = authorities.length > 0
  return (
    <details className="mb-authority" open={own || read.isError || undefined}>
      <summary>{words.title}</summary>
      <p className="small dim">{words.more}</p>
      {own && (
        <ul>
          {authorities.map(({ subject, expires_at, sha256 }) => (
            <li key={sha256}>
              <b>{subject}</b>
              <span className="small dim">
                {words.until(date(expires_at, zone), Date.parse(expires_at) < (now ?? 0))}
              </span>
              <span className="mono fine faint">{words.fingerprint(sha256)}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="row">
        <FileButton accept=".pem,.crt,.cer,application/x-pem-file" onChange={(file) => void choose(file)}>
          {(props) => (
            <Button {...props} size="xs" variant="default" loading={read.isPending}>
              {own ? words.another : words.choose}
            </Button>
          )}
        </FileButton>
        {own && (
          <Button
            size="xs"
            variant="subtle"
            onClick={() => {
              read.reset()
              onChange({ ...server, ca: null, authorities: [] })
            }}
          >
            {words.remove}
          </Button>
        )}
      </div>
      {read.error && <Notice tone="bad">{wordsOf(read.error)}</Notice>}
    </details>
  )
}
