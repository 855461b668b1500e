import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDovecot } from './dovecot.ts'
import { freePorts } from './ports.ts'
import { startPostfix } from './postfix.ts'
import { makeTls } from './tls.ts'
import type { Daemon } from './wait.ts'

export interface Door {
  host: string
  port: number
  /** PEM of the authority that signed the server's certificate. */
  ca: string
}

export interface MailServers {
  /** Dovecot IMAP with TLS from the start. */
  imap: Door
  /** The same plain, with STARTTLS offered. */
  imapPlain: Door
  /** Dovecot submission: plain, with STARTTLS offered; sign-in is required. */
  submission: Door
  /** The same with TLS from the start. */
  submissions: Door
  /** Postfix: plain, no sign-in. */
  smtp: Door
  /** Address → password. All have a mailbox. */
  users: Record<string, string>
  /** What Postfix and Dovecot wrote, for failed tests. */
  logs(): string
  stop(): Promise<void>
}

const users = {
  'alice@acme.test': 'alice-pw',
  'bob@acme.test': 'bob-pw',
  'erin@acme.test': 'erin-pw',
  'carol@customer.test': 'carol-pw',
  'dave@customer.test': 'dave-pw',
}

/**
 * A real mail system of its own: Postfix and Dovecot on free loopback ports, everything in one folder under /tmp that
 * `stop` removes. What is delivered where: see `startPostfix`. Throws with a sentence on how to install what is absent.
 */
export async function startMailServers({
  oidc,
  certificateDays,
  ...postfix
}: {
  oidc?: number
  /** How long the servers' certificate is good for; 0: it has run out already. */
  certificateDays?: number
  /** Port of a policy service that Postfix asks, see `startPolicyService`. */
  policy?: number
  /** Bytes of the largest message Postfix takes; it doesn't say so before it has one that is larger. */
  sizeLimit?: number
} = {}): Promise<MailServers> {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-mail-'))
  // The servers run as users of their own and must get through.
  chmodSync(folder, 0o755)
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const [imap = 0, imaps = 0, submission = 0, submissions = 0, lmtp = 0, mta = 0] = await freePorts(6)
  const running: Daemon[] = []
  // A test run that is cut short must not leave servers behind.
  const cutShort = () => {
    for (const server of running) server.kill()
  }
  process.once('exit', cutShort)
  const stop = async () => {
    await Promise.all(running.map((server) => server.stop()))
    process.off('exit', cutShort)
    remove()
  }
  try {
    const tls = makeTls(join(folder, 'tls'), certificateDays)
    const ports = { imap, imaps, submission, submissions, lmtp, mta }
    running.push(await startDovecot({ folder: join(folder, 'dovecot'), tls, ports, users, ...(oidc ? { oidc } : {}) }))
    const mailboxes = Object.keys(users).filter((address) => address.endsWith('@acme.test'))
    running.push(
      await startPostfix({ folder: join(folder, 'postfix'), port: mta, lmtpPort: lmtp, mailboxes, ...postfix }),
    )
    const door = (port: number) => ({ host: 'localhost', port, ca: tls.ca })
    return {
      imap: door(imaps),
      imapPlain: door(imap),
      submission: door(submission),
      submissions: door(submissions),
      smtp: door(mta),
      users,
      logs: () => running.map((server) => server.log()).join('\n'),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
