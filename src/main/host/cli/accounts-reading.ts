/** How a mailbox is read, and who vouches for its servers, by command line: the options of "accounts add" and "accounts set". */
import { readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Io } from './io.ts'
import { readPassword } from './password.ts'
import { whole } from './values.ts'

export interface ReadingOptions {
  imapHost?: string | false
  imapPort?: number
  imapProtocol?: 'none' | 'starttls' | 'tls'
  imapUser?: string
  imapPasswordFd?: number
  askImapPassword?: boolean
  sentFolder?: string
  folder?: string[] | false
  sentCopies?: 'auto' | 'always' | 'never'
  ca?: string | false
}

const folders = (name: string, before: string[] | false | undefined): string[] => [...(before || []), name]

export const addReadingOptions = (command: Command): Command =>
  command
    .option('--imap-host <host>', 'IMAP server, to see replies and bounces, and to count what is sent from elsewhere')
    .option('--imap-port <n>', 'its port (default: 993 for tls, else 143)', whole(1, 65_535))
    .addOption(
      new Option('--imap-protocol <how>', 'how reading is protected (default: tls)').choices([
        'none',
        'starttls',
        'tls',
      ]),
    )
    .option('--imap-user <name>', 'user name for reading (default: the one for sending)')
    .option('--ask-imap-password', 'ask for a password of its own for reading')
    .option('--imap-password-fd <n>', 'read the password for reading from this file descriptor', whole(0, 1023))
    .option('--sent-folder <name>', 'where sent mail is kept (default: the folder that the server marks)')
    .option('--folder <name>', 'watch this folder too, beside the inbox and the one for spam (repeatable)', folders)
    .addOption(
      new Option(
        '--sent-copies <who>',
        'who files copies of sent mail: auto = Cadenza where the server does not, always = Cadenza, never = not Cadenza',
      ).choices(['auto', 'always', 'never']),
    )
    .option('--ca <file>', "a company's own certificate authority (PEM), trusted for this account's servers alone")

function authorityIn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Refusal('bad_request', `${file} can't be read: ${(error as NodeJS.ErrnoException).code ?? error}`)
  }
}

/** The settings that the options name; `who` is asked for a password. */
export async function readingInput(options: ReadingOptions, who: string, io: Io): Promise<Record<string, unknown>> {
  const {
    imapHost,
    imapPort,
    imapProtocol,
    imapUser,
    imapPasswordFd,
    askImapPassword,
    sentFolder,
    sentCopies,
    folder,
    ca,
  } = options
  const asked = askImapPassword === true || imapPasswordFd !== undefined
  const from = imapPasswordFd === undefined ? {} : { passwordFd: imapPasswordFd }
  return {
    imap_host: imapHost === false ? null : imapHost,
    imap_port: imapPort,
    imap_protocol: imapProtocol,
    imap_username: imapUser,
    imap_sent_folder: sentFolder,
    imap_folders: folder === false ? [] : folder,
    sent_copies: sentCopies,
    ca_pem: ca === undefined ? undefined : ca === false ? null : authorityIn(ca),
    imap_password: asked ? await readPassword(from, `reading ${imapUser ?? who}`, io) : undefined,
  }
}
