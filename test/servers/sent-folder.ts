import { ImapFlow } from 'imapflow'
import type { MailServers } from './mail-servers.ts'

/** A message in a Sent folder: when the server took it in, and what it is (a plain one where nothing is given). */
export interface Copy {
  at: number
  raw?: string
}

let copies = 0

/** Speaks to the real IMAP server as the mailbox's own mail program does. */
export async function withMailbox<T>(
  servers: MailServers,
  user: string,
  work: (imap: ImapFlow) => Promise<T>,
): Promise<T> {
  const imap = new ImapFlow({
    host: servers.imap.host,
    port: servers.imap.port,
    secure: true,
    tls: { ca: servers.imap.ca },
    auth: { user, pass: servers.users[user] as string },
    logger: false,
  })
  await imap.connect()
  try {
    return await work(imap)
  } finally {
    await imap.logout()
  }
}

/** What a mail program does after it has sent: it puts a copy into the folder. */
export const putSent = (servers: MailServers, user: string, mails: readonly Copy[], folder = 'Sent'): Promise<void> =>
  withMailbox(servers, user, async (imap) => {
    for (const { at, raw } of mails) {
      const plain = `From: ${user}\r\nTo: x@y.test\r\nMessage-ID: <copy-${++copies}@acme.test>\r\nSubject: Hi\r\n\r\nHi\r\n`
      await imap.append(folder, raw ?? plain, ['\\Seen'], new Date(at))
    }
  })

/** The folder is made anew and empty, under another UIDVALIDITY. */
export const renewSent = (servers: MailServers, user: string): Promise<void> =>
  withMailbox(servers, user, async (imap) => {
    await imap.mailboxDelete('Sent')
    await imap.mailboxCreate('Sent')
  })
