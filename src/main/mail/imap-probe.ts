import type { ImapFlow, MailboxObject } from 'imapflow'
import { checkNamed } from './imap-folders.ts'
import { openSent } from './imap-sent.ts'
import { type ImapFailure, withImap } from './imap-session.ts'
import type { Credential, ImapServer, ImapTimeouts } from './imap-settings.ts'
import { afterBreak, type Probe, probePatience, troubleOf, type Usual } from './probe.ts'

/** `folder`: the Sent folder that was found. */
export type ReadingProbe = Probe & { folder: string | null }

/**
 * Connects, secures, signs in and looks for the Sent folder, and for those that a person named, as reading would, then
 * leaves. Changes and marks nothing.
 */
export async function testReading(
  server: ImapServer,
  credential: Credential,
  folder: string | null,
  timeouts: Partial<ImapTimeouts> = {},
  named: readonly string[] = [],
): Promise<ReadingProbe> {
  const result = await withImap(server, credential, (imap) => lookAtFolders(imap, folder, named), {
    timeouts: { ...probePatience, ...timeouts },
  })
  if (result.ok) return { ok: true, words: result.words, trouble: null, next: null, folder: result.value.path }
  return readingFailure(result.failure, server)
}

/**
 * The Sent folder, once it is known that there are those that are to be watched too.
 *
 * @throws MailboxTrouble that names the folder that isn't there
 */
export async function lookAtFolders(
  imap: ImapFlow,
  sent: string | null,
  named: readonly string[] = [],
): Promise<MailboxObject> {
  if (named.length > 0) await checkNamed(imap, named)
  return openSent(imap, sent)
}

/** A failure of reading as a test tells it: the server's words or what happened, and what to do. */
export const readingFailure = (failure: ImapFailure, server: ImapServer): ReadingProbe => ({
  ...troubleWith(failure, server),
  folder: null,
})

function troubleWith(failure: ImapFailure, server: ImapServer): Probe {
  if (failure.kind === 'own') {
    const next = /readable/.test(failure.error)
      ? 'Use starttls or tls, or confirm that the password may travel readable.'
      : 'Change it under Reading, then test again.'
    return { ok: false, words: null, trouble: failure.error, next }
  }
  if (failure.kind === 'refused') {
    const next = failure.auth
      ? `Check the user name (${server.user}) and the password; many providers want an app password here, and some want IMAP to be switched on first.`
      : 'Read what the server said; your provider can tell more.'
    return { ok: false, words: failure.words, trouble: null, next }
  }
  const { cause, error } = failure
  const trouble = troubleOf({ phase: 'connect', cause, error }, server)
  return { ok: false, words: null, trouble, next: afterBreak(failure, server, usual) }
}

const usual: Usual = {
  port: { none: 143, starttls: 143, tls: 993 },
  tls: ({ port, protocol }) =>
    `Port ${port} doesn't offer ${protocol}. TLS from the start is usually on 993; nobody signs in without encryption.`,
  server: 'IMAP server',
}
