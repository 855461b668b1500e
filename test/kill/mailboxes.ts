/** The mailboxes of a campaign, on a server that outlives the kills: some people answer, and every email is filed. */
import { rawOf } from '../rig/imap-mailbox.ts'
import { type ImapRig, startImapServer } from '../rig/imap-server.ts'
import type { LedgerServer } from '../rig/ledger.ts'
import { secret, senders } from './rules.ts'

export interface Mailboxes {
  rig: ImapRig
  /** Message-IDs of the answers that were written so far. */
  answered(): string[]
  /** How many copies are in the Sent folders, by the id of the email. */
  filed(): Map<string, number>
  /** How many times the server misbehaved. */
  faults(): number
  stop(): Promise<void>
}

/** @param now the campaign's time, ms */
export async function startMailboxes(server: LedgerServer, now: () => number): Promise<Mailboxes> {
  const rig = await startImapServer(now)
  const boxes = new Map(senders.map((address) => [address, rig.mailbox(address, secret)]))
  for (const box of boxes.values()) box.add('Sent', '\\Sent')
  const answered: string[] = []
  let seen = 0
  /** Those who answer do so at once, and to each email that they get. */
  const answer = () => {
    const events = server.events()
    for (const { event, from = '', to = [], messageId } of events.slice(seen)) {
      if (event !== 'taken' || !to[0]?.startsWith('answers')) continue
      const id = `<answer${answered.length}@customer.test>`
      boxes.get(from)?.put('INBOX', letter({ from: to[0], to: from, id, about: messageId ?? '' }))
      answered.push(id)
    }
    seen = events.length
  }
  const timer = setInterval(answer, 10)
  return {
    rig,
    answered() {
      answer()
      return answered
    },
    filed() {
      const counts = new Map<string, number>()
      for (const box of boxes.values())
        for (const each of box.folder('Sent').messages) {
          const id = /^X-Cadenza-Send-Id: *(\S+)/im.exec(rawOf(each).toString('latin1'))?.[1] ?? ''
          counts.set(id, (counts.get(id) ?? 0) + 1)
        }
      return counts
    },
    faults: () => rig.events.filter(({ event }) => event === 'fault').length,
    async stop() {
      clearInterval(timer)
      await rig.stop()
    },
  }
}

function letter({ from, to, id, about }: Record<'from' | 'to' | 'id' | 'about', string>): Buffer {
  const head = [`From: Ben <${from}>`, `To: ${to}`, 'Subject: Re: hello', `Message-ID: ${id}`, `In-Reply-To: ${about}`]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\nThank you, let us talk on Monday.\r\n`)
}
