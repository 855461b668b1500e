import { Button, PasswordInput } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useNow, useZone } from '../../../api/hooks.ts'
import { ChooseFile } from '../../../parts/choose-file.tsx'
import { DialogFoot } from '../../../parts/dialog.tsx'
import { useFocusNext } from '../../../parts/focus-kept.ts'
import { Notice, wordsOf } from '../../../parts/notice.tsx'
import { Running } from '../../../parts/running.tsx'
import { exchange } from '../../../words/exchange.ts'
import { Conflicts } from './conflicts.tsx'
import { ToldList } from './told.tsx'
import type { Comparison, Imported } from './types.ts'
import type { Importing } from './use-import.ts'

const words = exchange.importing

function Choose({ importing: { choose, takeFile } }: { importing: Importing }) {
  if (choose)
    return (
      <Button variant="default" data-autofocus onClick={() => void choose()}>
        {words.choose}
      </Button>
    )
  return <ChooseFile label={words.choose} accept=".cadenza" first onFile={(file) => void takeFile(file)} />
}

function Kinds({ of, title }: { of: Comparison['kinds']; title: string }) {
  const rows = of.filter(({ added, changed, removed, conflicts }) => added + changed + removed + conflicts > 0)
  if (rows.length === 0) return <p>{words.nothing}</p>
  const figure = (n: number) => <td className={n === 0 ? 'num faint' : 'num'}>{exchange.count(n)}</td>
  return (
    <table className="st-exch-kinds">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{words.kind}</th>
          <th scope="col" className="num">
            {words.added}
          </th>
          <th scope="col" className="num">
            {words.changed}
          </th>
          <th scope="col" className="num">
            {words.removed}
          </th>
          <th scope="col" className="num">
            {words.conflicts}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ kind, added, changed, removed, conflicts }) => (
          <tr key={kind}>
            <th scope="row">{exchange.kinds[kind]}</th>
            {figure(added)}
            {figure(changed)}
            {figure(removed)}
            {figure(conflicts)}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What a file would change, or did: kind by kind, then what was decided or refused. */
function Outcome({ found, title }: { found: Comparison | Imported; title: string }) {
  const { kinds, attachments, bundles, told, told_count } = found
  const both = kinds.reduce((all, { conflicts }) => all + conflicts, 0)
  return (
    <div className="st-exch-outcome">
      <Kinds of={kinds} title={title} />
      {attachments.new > 0 && <p className="dim">{words.attachments(attachments.new)}</p>}
      {both > 0 && <p className="dim">{words.both(both)}</p>}
      {'conflicts' in found && <Conflicts of={found.conflicts} all={found.conflicts_count} />}
      {bundles.refused > 0 && <Notice tone="bad">{words.refused(bundles.refused)}</Notice>}
      {bundles.waiting > 0 && <Notice tone="warn">{words.bundles(bundles.waiting)}</Notice>}
      {told_count > 0 && (
        <section aria-label={words.told}>
          <h3>{words.told}</h3>
          <ToldList told={told} />
          {told_count > told.length && <p className="small dim">{words.toldMore(told_count - told.length)}</p>}
        </section>
      )}
    </div>
  )
}

function Facts({ file }: { file: Comparison['file'] }) {
  const zone = useZone()
  const now = useNow(60_000)
  const who = file.writer.own ? words.own : words.writer(file.writer.name, file.writer.seat)
  return (
    <div>
      <p className="strong">{words.facts(file.name, file.bytes)}</p>
      <p className="small dim">{words.from(who, exchange.at(file.written_at, zone, now))}</p>
    </div>
  )
}

function Passphrase({ importing }: { importing: Importing }) {
  return (
    <PasswordInput
      label={words.passphrase}
      description={words.passphraseMore}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      autoComplete="current-password"
      data-autofocus
      value={importing.passphrase}
      onChange={({ currentTarget }) => importing.setPassphrase(currentTarget.value)}
    />
  )
}

interface Phase {
  /** The button that goes on; null: there is nothing to go on with. */
  verb: string | null
  run: () => Promise<void>
  isOff: boolean
}

/** Everything in it is here already: taking it in would do nothing. */
const isNothing = ({ kinds, attachments, bundles }: Comparison): boolean =>
  attachments.new === 0 &&
  bundles.refused + bundles.waiting === 0 &&
  kinds.every(({ added, changed, removed, conflicts }) => added + changed + removed + conflicts === 0)

function phaseOf(importing: Importing): Phase {
  const { chosen, seen, done, isSealed, passphrase, error, lookAgain, take } = importing
  // looking again at what is no workspace file shows the same: another one is chosen then
  if (done || !chosen || (error !== null && !seen && !isSealed)) return { verb: null, run: async () => {}, isOff: true }
  if (seen && isNothing(seen)) return { verb: null, run: async () => {}, isOff: true }
  if (seen) return { verb: words.verb, run: take, isOff: false }
  return { verb: words.look, run: lookAgain, isOff: isSealed && passphrase === '' }
}

/** Looks at a workspace file before anything is changed, and takes it in when that is wanted. */
export function Import({ importing, onDone }: { importing: Importing; onDone: () => void }) {
  const { chosen, seen, done, share, error, isSealed, isAsking, isStopped, isWriting } = importing
  const phase = phaseOf(importing)
  const isBusy = share !== null
  const isOver = done !== null || (seen !== null && isNothing(seen))
  const isRefused = chosen !== null && phase.verb === null && !isOver
  const next = useFocusNext(`${chosen?.name} ${seen !== null} ${isOver} ${isRefused} ${isBusy}`)
  return (
    <form
      className="ask-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isBusy && !phase.isOff) void phase.run()
      }}
    >
      {!chosen && (
        <div className="st-exch-drop">
          <p className="dim">{words.chooseMore}</p>
          <Choose importing={importing} />
        </div>
      )}
      {chosen && !seen && <p className="strong">{chosen.name}</p>}
      {seen && <Facts file={seen.file} />}
      {done && (
        <p className="st-exch-done strong" role="status">
          <IconCheck size={18} stroke={1.8} aria-hidden />
          {words.done}
        </p>
      )}
      {isSealed && !seen && <Passphrase importing={importing} />}
      {done ? <Outcome found={done} title={words.did} /> : seen && <Outcome found={seen} title={words.would} />}
      {isStopped && !isBusy && (
        <Notice tone="info">
          {words.cancelled} {isWriting && words.cancelledMore}
        </Notice>
      )}
      {error !== null && !isAsking && !isBusy && <Notice tone="bad">{wordsOf(error)}</Notice>}
      <DialogFoot>
        {share !== null && (
          <Running what={isWriting ? words.importing : words.looking} share={share} onCancel={importing.stop} />
        )}
        {chosen && !isBusy && !isRefused && (
          <Button variant="subtle" onClick={importing.startOver}>
            {words.another}
          </Button>
        )}
        <Button
          ref={isOver ? next : undefined}
          variant={isOver ? 'filled' : 'default'}
          disabled={isBusy}
          onClick={onDone}
        >
          {isOver ? words.close : words.notNow}
        </Button>
        {isRefused && !isBusy && (
          <Button ref={next} onClick={importing.startOver}>
            {words.another}
          </Button>
        )}
        {phase.verb !== null && (
          <Button ref={next} type="submit" disabled={phase.isOff} loading={isBusy}>
            {phase.verb}
          </Button>
        )}
      </DialogFoot>
    </form>
  )
}
