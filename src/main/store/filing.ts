/** Who files the copies of an account's sent mail: known of some providers, said by a person, or learned by looking. */
import { providerOfHost, providers } from '../../shared/domain/providers.ts'
import type { FilesSent } from '../../shared/domain/settle.ts'
import type { AccountRow } from './accounts.ts'
import type { Reader, Tx } from './open.ts'

/** What of an account decides it. */
export type FilingAccount = Pick<AccountRow, 'id' | 'smtp' | 'imap'>

export interface Filing {
  files: FilesSent
  /** Where a copy was filed or found last; null: nothing was yet. */
  folder: string | null
  /** The server's own words, while copies can't be filed. */
  trouble: string | null
  givenUp: number
}

interface Learned {
  server: string
  filesSent: 0 | 1 | null
  missed: number
  folder: string | null
  trouble: string | null
  givenUp: number
}

/** With another server everything is learned anew. */
const serverOf = ({ smtp, imap }: FilingAccount): string =>
  [smtp?.host, imap?.host, imap?.user ?? smtp?.user].join(' ').toLowerCase()

const otherNames: Record<string, string> = {
  'imap.googlemail.com': 'imap.gmail.com',
  'imap-mail.outlook.com': 'outlook.office365.com',
}

/** Both ways lead to the same provider, and it is known to file what it sends. */
function isKnownToFile({ smtp, imap }: FilingAccount): boolean {
  const name = smtp && providerOfHost(smtp.host)
  if (!name || !imap) return false
  const host = imap.host.toLowerCase()
  return providers[name].filesSent && (otherNames[host] ?? host) === providers[name].imap.host
}

function learnedOf(reader: Reader, account: FilingAccount): Learned | null {
  const row = reader.get<Learned>(
    `SELECT server, files_sent AS filesSent, missed, folder, trouble, given_up AS givenUp FROM filing
     WHERE account_id = ?`,
    account.id,
  )
  return row?.server === serverOf(account) ? row : null
}

/** Who files, as far as it is known now. */
export function filingOf(reader: Reader, account: FilingAccount): Filing {
  const learned = learnedOf(reader, account)
  const { folder = null, trouble = null, givenUp = 0 } = learned ?? {}
  return { files: filesOf(account, learned), folder, trouble, givenUp }
}

function filesOf(account: FilingAccount, learned: Learned | null): FilesSent {
  if (isKnownToFile(account)) return 'server'
  if (account.imap?.sentCopies === 'always') return 'client'
  if (learned === null || learned.filesSent === null) return 'unknown'
  return learned.filesSent === 1 ? 'server' : 'client'
}

/** So many copies in a row that didn't show up by themselves tell that the server files none. */
const enough = 3

/** What a look at the Sent folder taught. `there`: a copy that we had not filed; `missing`: it wasn't, minutes later. */
export function learnFiling(tx: Tx, account: FilingAccount, seen: 'there' | 'missing'): void {
  const before = learnedOf(tx, account)
  const missed = seen === 'there' ? 0 : (before?.missed ?? 0) + 1
  const filesSent = seen === 'there' ? 1 : missed >= enough ? 0 : (before?.filesSent ?? null)
  write(tx, account, { ...blank, ...before, filesSent, missed })
}

/** What came of filing: the folder that took a copy, or why none did. */
export function saveFiled(
  tx: Tx,
  account: FilingAccount,
  result: { folder: string } | { trouble: string; givenUp: number },
): void {
  const before = { ...blank, ...learnedOf(tx, account) }
  if ('folder' in result) write(tx, account, { ...before, folder: result.folder, trouble: null, givenUp: 0 })
  else write(tx, account, { ...before, trouble: result.trouble, givenUp: before.givenUp + result.givenUp })
}

const blank: Omit<Learned, 'server'> = { filesSent: null, missed: 0, folder: null, trouble: null, givenUp: 0 }

const write = (tx: Tx, account: FilingAccount, row: Omit<Learned, 'server'>): void =>
  void tx.run(
    `INSERT OR REPLACE INTO filing (account_id, server, files_sent, missed, folder, trouble, given_up)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    account.id,
    serverOf(account),
    row.filesSent,
    row.missed,
    row.folder,
    row.trouble,
    row.givenUp,
  )
