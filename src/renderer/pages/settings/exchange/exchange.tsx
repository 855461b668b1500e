import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../api/client.ts'
import { useNow, useWorkspace, useZone } from '../../../api/hooks.ts'
import { RowsOnTheWay } from '../../../parts/blank.tsx'
import { useDrop } from '../../../parts/drop.ts'
import { Failed, Notice } from '../../../parts/notice.tsx'
import { State } from '../../../parts/state.tsx'
import { devices } from '../../../words/devices.ts'
import { exchange as words } from '../../../words/exchange.ts'
import { date } from '../../../words/format.ts'
import { settings } from '../../../words/settings.ts'
import { Alone } from '../alone.tsx'
import { Section } from '../section.tsx'
import { Export } from './export.tsx'
import { Folder } from './folder.tsx'
import { Import } from './import.tsx'
import { Notes } from './notes.tsx'
import type { Peer, Status } from './types.ts'
import { fileName } from './use-export.ts'
import { useImport } from './use-import.ts'
import '../exchange.css'

/** The team's computers: when each was last written for and heard of, and what it lacks. */
function Computers({ peers, unsaid, isWaiting }: { peers: readonly Peer[]; unsaid: number; isWaiting: boolean }) {
  const zone = useZone()
  const now = useNow(60_000)
  const { computers } = words
  const at = (instant: string | null) => (instant === null ? computers.never : words.at(instant, zone, now))
  const holds = ({ own, state, missing, heard_at }: Peer) => {
    if (state === 'revoked') return <State is="inactive">{computers.revoked}</State>
    if (own) return <span className="faint">{computers.own}</span>
    if (heard_at === null) return <span className="faint">{computers.unheard}</span>
    // what no file holds yet is held nowhere else
    return missing + unsaid === 0 ? (
      <State is="finished">{computers.all}</State>
    ) : (
      <State is="waiting">{computers.lacks}</State>
    )
  }
  return (
    <section className="st-exch-part" aria-label={computers.title}>
      <h3>{computers.title}</h3>
      {peers.length === 0 && <p className="dim">{isWaiting ? computers.notYet : computers.none}</p>}
      <table hidden={peers.length === 0} className="st-key-table st-exch-computers" aria-label={computers.title}>
        <thead>
          <tr>
            <th scope="col">{computers.name}</th>
            <th scope="col">{computers.whose}</th>
            <th scope="col">{computers.heard}</th>
            <th scope="col">{computers.sent}</th>
            <th scope="col">{computers.holds}</th>
          </tr>
        </thead>
        <tbody>
          {peers.map((peer) => (
            <tr key={peer.public_id} className={peer.state === 'revoked' ? 'over' : undefined}>
              <th scope="row" className="clip" title={peer.name ?? undefined}>
                {peer.name ?? computers.unknown}
              </th>
              <td className="clip">{peer.seat ?? '–'}</td>
              <td>{peer.own ? '–' : at(peer.heard_at)}</td>
              <td>{peer.own ? '–' : at(peer.sent_at)}</td>
              <td>{holds(peer)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** What the others have said that they hold, in a sentence. One that nobody has heard of has said nothing. */
function heldByOthers(others: readonly Peer[], unsaid: number): string {
  const { file } = words
  const unheard = others.filter(({ heard_at }) => heard_at === null).length
  const behind = others.filter(({ heard_at, missing }) => heard_at !== null && missing > 0).length
  const parts = [behind > 0 && file.behind(behind), unheard > 0 && file.unheard(unheard)].filter(Boolean)
  if (others.length > 0 && parts.length === 0 && unsaid === 0) return file.allHold
  return parts.join(' ')
}

/** The file itself: written for the others, or taken in from one of them; one can be dropped here. */
function TheFile({ status }: { status: Status }) {
  const [open, setOpen] = useState<'export' | 'import' | null>(null)
  const importing = useImport()
  const zone = useZone()
  const now = useNow(60_000)
  const workspace = useWorkspace().data?.name ?? ''
  const others = status.peers.filter(({ own, state }) => !own && state === 'active')
  const { file } = words
  const told = heldByOthers(others, status.waiting)
  const close = () => setOpen(null)
  const { isOver, onto } = useDrop((dropped) => {
    importing.startOver()
    setOpen('import')
    void importing.takeFile(dropped)
  })
  return (
    <section className={`st-exch-part st-exch-file ${isOver ? 'over' : ''}`} aria-label={file.title} {...onto}>
      <div className="st-exch-head">
        <div className="grow">
          <h3>{file.title}</h3>
          <p className="dim">{isOver ? file.drop : file.more}</p>
        </div>
        <Button
          variant="default"
          onClick={() => {
            importing.startOver()
            setOpen('import')
          }}
        >
          {file.import}
        </Button>
        <Button onClick={() => setOpen('export')}>{file.export}</Button>
      </div>
      {(told !== '' || status.waiting > 0) && (
        <p className="small dim">
          {told} {status.waiting > 0 && file.unsaid}
        </p>
      )}
      <Modal
        opened={open === 'export'}
        onClose={close}
        title={words.exporting.title}
        size={520}
        closeOnClickOutside={false}
      >
        {open === 'export' && (
          <Export peers={others} name={fileName(workspace, now === null ? '' : date(now, zone))} onDone={close} />
        )}
      </Modal>
      <Modal
        opened={open === 'import'}
        onClose={close}
        title={words.importing.title}
        size={640}
        closeOnClickOutside={importing.share === null}
      >
        <Import importing={importing} onDone={close} />
      </Modal>
    </section>
  )
}

/** How this computer and the others tell each other what changed. */
export function Exchange() {
  const found = useQuery(api.exchange.status.queryOptions())
  const status = found.data
  const standing = useQuery(api.devices.list.queryOptions()).data?.standing
  return (
    <Section title={settings.sections.exchange} lead={words.lead}>
      {found.error && <Failed what={words.failed} error={found.error} onAgain={() => found.refetch()} />}
      {found.isPending && <RowsOnTheWay rows={4} height={64} />}
      {status && !status.shared && <Alone title={words.alone}>{words.aloneMore}</Alone>}
      {standing === 'revoked' && <Notice tone="warn">{devices.out}</Notice>}
      {status?.shared && (
        <>
          <TheFile status={status} />
          <Folder />
          <Computers peers={status.peers} unsaid={status.waiting} isWaiting={standing === 'waiting'} />
          <Notes />
        </>
      )}
    </Section>
  )
}
