/** A mailbox on the scripted server that the engine watches, with the story's own time. */

import type { ImapTimeouts } from '../../src/main/mail/imap-settings.ts'
import { waitFor } from '../servers/wait.ts'
import type { MailServer } from '../work/mail-server.ts'
import { people, type Story, story } from '../work/story.ts'
import type { WorldOptions } from '../work/world.ts'
import type { RigMailbox } from './imap-mailbox.ts'
import { type ImapRig, startImapServer } from './imap-server.ts'

export const minute = 60_000

export interface Watched {
  s: Story
  rig: ImapRig
  box: RigMailbox
  account: string
  address: string
  /** The server that it sends through. */
  smtp: MailServer
  /** Someone answers: a message that concerns us. Kept for `owed`. */
  reply(folder?: string, more?: { at?: number | null; head?: string }): number
  /** A message that says nothing about our mail. */
  noise(folder?: string): number
  /** Message-IDs that must have come in, and those that did, both sorted. */
  owed(): string[]
  /** It was deleted before it could be read. */
  forgive(key: string): void
  cameIn(): string[]
  /** Lets time run until `ask` holds; how long that took (ms of the story), or null where it took more than `most`. */
  within(most: number, ask: () => boolean): Promise<number | null>
  /** All that is owed has come in. */
  isWhole(): boolean
  cursors(): { folder: string; uid_validity: string; uid_next: number; trouble: string | null }[]
  stop(): Promise<void>
}

const morning = Date.parse('2026-03-02T08:00:00Z')
let replies = 0

/** Real input and output get their turn: what the server says by itself comes when it comes. */
const breathe = async () => {
  // On a busy machine four milliseconds may be a single turn, and an answer takes several there and back.
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setTimeout(resolve, 4))
}

export async function watched(
  capabilities: readonly string[],
  timeouts: Partial<ImapTimeouts> = {},
  options: WorldOptions = {},
): Promise<Watched> {
  const s = await story(morning - 30 * minute, { imap: { timeouts }, ...options })
  const rig = await startImapServer(s.now, capabilities)
  const user = 'anna@watched.test'
  const box = rig.mailbox(user, 'imap-pw')
  box.add('Sent', '\\Sent')
  box.add('Junk', '\\Junk')
  box.add('Archive', '\\Archive')
  for (let i = 0; i < 5; i++) box.put('INBOX', message({ from: `old${i}@else.test`, id: `<old${i}@else.test>` }))
  const { id, server } = await s.account(user, { password: 'smtp-pw' })
  const contacts = people(1, 'answers.test')
  await s.engage({ sender: user, contacts })
  await s.goTo(morning + 60 * minute)
  const ours = server.arrivals[0]?.messageId
  if (ours === undefined) throw new Error('nothing was sent')
  await s.client.accounts.update({
    public_id: id,
    imap_host: rig.host,
    imap_port: rig.port,
    imap_protocol: 'none',
    imap_username: user,
    imap_password: 'imap-pw',
  })
  const owed: string[] = []
  const me: Watched = {
    s,
    rig,
    box,
    account: id,
    address: user,
    smtp: server,
    reply(folder = 'INBOX', { at, head = '' } = {}) {
      const key = `<r${String(++replies).padStart(5, '0')}@answers.test>`
      owed.push(key)
      const raw = message({ from: contacts[0] as string, id: key, head: `In-Reply-To: ${ours}\r\n${head}` })
      return box.put(folder, raw, at)
    },
    noise: (folder = 'INBOX') =>
      box.put(
        folder,
        message({ from: 'news@else.test', id: `<n${++replies}@else.test>`, head: 'List-Id: <news>\r\n' }),
      ),
    owed: () => [...owed].sort(),
    forgive: (key) => void owed.splice(owed.indexOf(key), 1),
    cameIn: () =>
      s.engine.room.store
        .all<{ key: string }>("SELECT message_key AS key FROM incoming WHERE kind = 'reply' ORDER BY message_key")
        .map(({ key }) => key),
    async within(most, ask) {
      const from = s.now()
      for (;;) {
        await s.settle()
        await breathe()
        await s.settle()
        if (ask()) return s.now() - from
        // Silence is told by the wall: the story waits until its client has given a dead connection up.
        if (rig.dead() > 0) await waitFor('a dead connection to be given up', async () => rig.dead() === 0)
        if (s.now() >= from + most) return null
        await s.goTo(Math.min(from + most, s.now() + Math.max(3_000, Math.ceil((s.now() - from) / 10))))
      }
    },
    isWhole: () => me.cameIn().length >= owed.length,
    cursors: () =>
      s.engine.room.store.all('SELECT folder, uid_validity, uid_next, trouble FROM inbox_folders ORDER BY folder'),
    async stop() {
      await s.stop()
      await waitFor('every connection to be closed', async () => rig.open() === 0)
      await rig.stop()
    },
  }
  return me
}

export function message({ from, id, head = '' }: { from: string; id: string; head?: string }): Buffer {
  const lines = [`From: Ben <${from}>`, 'To: anna@watched.test', 'Subject: Re: hello', `Message-ID: ${id}`]
  return Buffer.from(`${lines.join('\r\n')}\r\n${head}\r\nThank you, let us talk on Monday.\r\n`)
}
