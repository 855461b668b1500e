import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { client } from '../../../api/client.ts'
import { useNow, useZone } from '../../../api/hooks.ts'
import { useAsk } from '../../../parts/dialog.tsx'
import { Notice } from '../../../parts/notice.tsx'
import { say, sayRefused } from '../../../parts/say.tsx'
import { moment } from '../../../words/format.ts'
import { hosts } from '../../../words/hosts.ts'
import type { Queue, Shown } from './types.ts'

const words = hosts.queue

/** It goes only once every account is this computer's own again: said before it is asked. */
function useRemove({ accounts }: Shown) {
  const ask = useAsk()
  const served = accounts.filter(({ state }) => state !== 'off').map(({ address }) => address)
  return async () => {
    if (served.length > 0) return sayRefused(words.removeVerb, new Error(words.removeBlocked(served)))
    const done = await ask({
      title: words.removeTitle,
      body: words.removeBody,
      verb: words.removeVerb,
      danger: true,
      run: () => client.sender_hosts.remove_queue(),
    })
    if (done) say({ title: words.didRemove })
  }
}

function Present({ queue }: { queue: Queue }) {
  const zone = useZone()
  const now = useNow(60_000)
  return (
    <>
      <p className="st-hosts-address">{queue.address}</p>
      <p className="small dim">{words.since(moment(queue.since, zone, now), queue.has_password)}</p>
    </>
  )
}

/** Where the queue is. `onSet`: null for whoever may only look. */
export function TheQueue({ shown, onSet }: { shown: Shown; onSet: (() => void) | null }) {
  const { queue } = shown
  const remove = useRemove(shown)
  return (
    <section className="st-hosts-part" aria-label={words.title}>
      <header className="st-setting-head">
        <div className="grow">
          <h3>{words.title}</h3>
          <p className="dim">{words.more}</p>
        </div>
        {onSet && !queue && <Button onClick={onSet}>{words.set}</Button>}
        {onSet && queue && (
          <>
            <Button variant="default" onClick={onSet}>
              {words.change}
            </Button>
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="subtle" size={34} aria-label={words.acts}>
                  <IconDots size={16} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item data-danger onClick={() => void remove()}>
                  {words.remove}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )}
      </header>
      <div className="st-hosts-queue">
        {queue ? <Present queue={queue} /> : <p className="dim">{words.none}</p>}
        {queue?.trouble && (
          <Notice tone="bad">
            <b>{words.trouble}</b> <span className="quote">{queue.trouble}</span>
            <p>{words.waits}</p>
          </Notice>
        )}
      </div>
    </section>
  )
}
