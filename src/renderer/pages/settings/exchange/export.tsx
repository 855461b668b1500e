import { Button, Checkbox, PasswordInput, Radio } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { shell } from '../../../api/client.ts'
import { DialogFoot } from '../../../parts/dialog.tsx'
import { useFocusNext } from '../../../parts/focus-kept.ts'
import { Notice, wordsOf } from '../../../parts/notice.tsx'
import { Running } from '../../../parts/running.tsx'
import { exchange } from '../../../words/exchange.ts'
import { shell as shellWords } from '../../../words/shell.ts'
import type { Exported, Peer } from './types.ts'
import { useExport } from './use-export.ts'

const words = exchange.exporting

/** As the engine asks for it: the contract's own limit. */
const shortest = 12

interface Wish {
  how: 'devices' | 'phrase'
  /** Devices that are left out. */
  except: readonly string[]
  passphrase: string
  again: string
  whole: boolean
}

function Devices({ peers, wish, set }: { peers: readonly Peer[]; wish: Wish; set: (change: Partial<Wish>) => void }) {
  return (
    <fieldset className="st-exch-devices">
      <legend className="unseen">{words.some}</legend>
      {peers.map(({ public_id, name, seat }) => (
        <Checkbox
          key={public_id}
          label={words.deviceOf(name, seat)}
          checked={!wish.except.includes(public_id)}
          onChange={({ currentTarget }) =>
            set({
              except: currentTarget.checked
                ? wish.except.filter((each) => each !== public_id)
                : [...wish.except, public_id],
            })
          }
        />
      ))}
    </fieldset>
  )
}

function Phrase({ wish, set }: { wish: Wish; set: (change: Partial<Wish>) => void }) {
  const differs = wish.again !== '' && wish.again !== wish.passphrase
  return (
    <div className="st-exch-phrase">
      <PasswordInput
        label={words.passphrase}
        description={words.long(shortest)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
        value={wish.passphrase}
        onChange={({ currentTarget }) => set({ passphrase: currentTarget.value })}
      />
      <PasswordInput
        label={words.again}
        autoComplete="new-password"
        error={differs ? words.differs : undefined}
        value={wish.again}
        onChange={({ currentTarget }) => set({ again: currentTarget.value })}
      />
    </div>
  )
}

function Written({ written, onDone }: { written: Exported; onDone: () => void }) {
  const { file, name, bytes, changes, attachments, devices } = written
  const next = useFocusNext('written')
  const names = devices.map((one) => words.deviceOf(one.name, one.seat))
  return (
    <div className="ask-form">
      <div role="status" className="st-exch-told">
        <p className="st-exch-done strong">
          <IconCheck size={18} stroke={1.8} aria-hidden />
          {words.done(name, bytes)}
        </p>
        <p>{changes === 0 ? words.empty : words.holds(changes, attachments)}</p>
        <p className="dim">{names.length === 0 ? words.openersPhrase : words.openers(names)}</p>
      </div>
      <DialogFoot>
        {shell && file !== null && (
          <Button variant="default" onClick={() => void shell?.files.show({ path: file })}>
            {words.show}
          </Button>
        )}
        <Button ref={next} onClick={onDone}>
          {words.close}
        </Button>
      </DialogFoot>
    </div>
  )
}

const empty: Wish = { how: 'devices', except: [], passphrase: '', again: '', whole: false }

/** Writes a workspace file: for the team's computers, or for whoever knows a passphrase. */
export function Export({ peers, name, onDone }: { peers: readonly Peer[]; name: string; onDone: () => void }) {
  const work = useExport(name)
  const [wish, setWish] = useState({ ...empty, how: peers.length > 0 ? empty.how : ('phrase' as const) })
  const [written, setWritten] = useState<Exported | null>(null)
  const set = (change: Partial<Wish>) => setWish((now) => ({ ...now, ...change }))
  const to = peers.map(({ public_id }) => public_id).filter((each) => !wish.except.includes(each))
  const isReady =
    wish.how === 'devices' ? to.length > 0 : [...wish.passphrase].length >= shortest && wish.again === wish.passphrase
  const isBusy = work.share !== null
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!isReady || isBusy) return
    const found = await work.start({
      ...(wish.how === 'devices' ? (wish.except.length > 0 ? { to } : {}) : { passphrase: wish.passphrase }),
      // whoever knows the passphrase may have nothing yet
      ...(wish.whole || wish.how === 'phrase' ? { whole: true } : {}),
    })
    if (found) setWritten(found)
  }
  if (written) return <Written written={written} onDone={onDone} />
  return (
    <form className="ask-form" onSubmit={(event) => void submit(event)}>
      <Radio.Group label={words.who} value={wish.how} onChange={(how) => set({ how: how as Wish['how'] })}>
        <div className="st-setting-choices">
          <Radio
            value="devices"
            data-autofocus={peers.length > 0 || undefined}
            label={words.devices}
            description={peers.length > 0 ? words.devicesMore : exchange.computers.none}
            disabled={peers.length === 0 || isBusy}
          />
          {wish.how === 'devices' && <Devices peers={peers} wish={wish} set={set} />}
          <Radio
            value="phrase"
            data-autofocus={peers.length === 0 || undefined}
            label={words.phrase}
            description={words.phraseMore}
            disabled={isBusy}
          />
          {wish.how === 'phrase' && <Phrase wish={wish} set={set} />}
        </div>
      </Radio.Group>
      {wish.how === 'devices' && (
        <Checkbox
          label={words.whole}
          description={words.wholeMore}
          checked={wish.whole}
          disabled={isBusy}
          onChange={({ currentTarget }) => set({ whole: currentTarget.checked })}
        />
      )}
      {work.isStopped && <Notice tone="info">{words.cancelled}</Notice>}
      {work.error !== null && <Notice tone="bad">{wordsOf(work.error)}</Notice>}
      <DialogFoot>
        {work.share !== null && <Running what={words.running} share={work.share} onCancel={work.stop} />}
        <Button variant="default" disabled={isBusy} onClick={onDone}>
          {shellWords.cancel}
        </Button>
        <Button type="submit" disabled={!isReady} loading={isBusy}>
          {words.verb}
        </Button>
      </DialogFoot>
    </form>
  )
}
