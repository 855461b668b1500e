import type { client } from '../../api/client.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { guess, type Server, usualPort } from './server.ts'

export type Managed = Awaited<ReturnType<typeof client.accounts.managed>>
export type Packaged = NonNullable<Managed['packaged']>

/** "smtp.example.com:587, STARTTLS" */
export const serverText = (at: Pick<Packaged, 'smtp_host' | 'smtp_port' | 'smtp_protocol'>): string =>
  `${at.smtp_host}:${at.smtp_port}, ${mailboxes.protocol[at.smtp_protocol]}`

type At = Pick<Managed, 'smtp_host' | 'smtp_port' | 'smtp_protocol' | 'username'>

/** What it has now, or the package has, as a form begins with it; nothing is guessed for one in the sandbox. */
export const managedServer = (at: At): Server => ({
  ...guess(''),
  host: at.smtp_host ?? '',
  port: at.smtp_port ?? usualPort.starttls,
  protocol: at.smtp_protocol ?? 'starttls',
  user: at.username ?? '',
})
