/**
 * How this Cadenza is, for whoever helps: made here, read by its owner, and sent by nobody but its owner. What may name
 * somebody is left out by what it is (contacts, texts, names, hosts), not by how it looks; what is words is masked as well.
 */
import { statSync } from 'node:fs'
import { cpus, homedir, release, totalmem } from 'node:os'
import pkg from '../../../package.json' with { type: 'json' }
import type { Client } from '../../shared/contract/index.ts'
import { maskAddress, maskText, stackPlaces } from '../../shared/domain/masked.ts'
import { writeLimit } from '../../shared/domain/quota.ts'
import { type AccountRow, accountRows } from '../store/accounts.ts'
import { backupFiles, backupFolder } from '../store/backups.ts'
import { census, databaseFacts } from '../store/diagnosed.ts'
import { workspaceRow } from '../store/workspace.ts'
import { iso, os, type Room } from './context.ts'
import { findings } from './doctor.ts'
import { heldBy } from './held-by.ts'
import { checkAnswersFor } from './safety-may.ts'

type Shown = Awaited<ReturnType<Client['workspace']['diagnostics']>>

const about =
  'How a Cadenza is, for whoever helps. In it: versions, settings, how much there is of what, the state of each mailbox, checks, and the last lines of the log. Not in it: contacts, names, texts of emails, passwords, keys, hosts and whole addresses. Nobody is sent this but by you.'

/** Entries of the log. */
const logged = 200

/** Folders whose names may hold a person's; the longest first, as one may be in another. */
const foldersOf = ({ ports }: Room): string[] => [ports.folders.data, homedir()].sort((a, b) => b.length - a.length)

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024)

const programOf = (sqlite: string): Shown['program'] => ({
  version: pkg.version,
  runs_in: process.versions.electron ? `Electron ${process.versions.electron}` : `Node ${process.versions.node}`,
  sqlite,
  zone_data: process.versions.tz ?? 'unknown',
  system: `${process.platform} ${release()} ${process.arch}`,
  processors: cpus().length,
  memory_mb: megabytes(totalmem()),
  running_for_seconds: Math.round(process.uptime()),
  memory_used_mb: megabytes(process.memoryUsage.rss()),
})

/** Of texts only whether there is one: an address of a firm names it. */
function settingsOf({ store }: Room): Shown['settings'] {
  const { policy, zone, windows, holidays, daysOff } = workspaceRow(store)
  const plain = Object.entries(policy).map(([name, value]) => [name, typeof value === 'string' ? '‹set›' : value])
  return { ...Object.fromEntries(plain), zone, windows, holidays, days_off: daysOff.length }
}

function mailboxOf(room: Room, row: AccountRow, at: number): Shown['mailboxes'][number] {
  return {
    number: at + 1,
    address: maskAddress(row.address),
    kind: row.kind,
    state: row.state,
    reason: row.stateReason && maskText(row.stateReason, foldersOf(room)),
    paused: row.paused,
    sending: row.smtp && `${row.smtp.protocol} ${row.smtp.port}`,
    reading: row.imap && `${row.imap.protocol} ${row.imap.port}`,
    watched: room.wayOf?.(row.publicId) ?? null,
    signs_in: row.signedIn ? 'browser' : row.hasSecret ? 'password' : 'none',
    aliases: row.aliases.length,
    limits: row.limits.map(writeLimit),
  }
}

/** Fields of the log whose words are ours, or an error's. Of any other, only numbers and yes or no are kept. */
const worded = new Set(['error', 'code', 'reason', 'words', 'method', 'procedure', 'version', 'electron'])

/** An entry of the log as it may be seen elsewhere. */
function entryShown(entry: Record<string, unknown>, folders: readonly string[]): Record<string, unknown> {
  const { at, level, message, ...fields } = entry
  const kept: [string, unknown][] = []
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'number' || typeof value === 'boolean') kept.push([name, value])
    if (typeof value !== 'string' || !worded.has(name)) continue
    kept.push([name, maskText(value, folders)])
    const places = stackPlaces(value)
    if (places.length > 0) kept.push([`${name}_at`, places])
  }
  return { at, level, message: maskText(String(message), folders), ...Object.fromEntries(kept) }
}

const bytesOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

const middle = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? 0

/** Counted elsewhere where that can be done: it reads every table. */
async function counted(room: Room) {
  const { clock, log } = room.ports
  const begun = clock.now()
  const elsewhere = room.heavy?.census?.().catch((error: Error) => {
    log.warn('counting the database in a worker failed: counted here', { error: error.stack })
    return undefined
  })
  const found = (elsewhere && (await clock.working(elsewhere))) ?? census(room.store)
  return { ...found, took: clock.now() - begun }
}

async function diagnosticsOf(room: Room): Promise<Shown> {
  const { store, databaseFile } = room
  const folders = foldersOf(room)
  const checks = await findings(room)
  const { tables, noted, lateness, took } = await counted(room)
  const { sqlite, ...facts } = databaseFacts(store)
  const { paused, stopped } = workspaceRow(store)
  const masked = (words: string) => maskText(words, folders)
  return {
    about,
    written_at: iso(room.ports.clock.now()),
    program: programOf(sqlite),
    checks: checks.map((each) => ({ ...each, words: masked(each.words), next: each.next && masked(each.next) })),
    sending: { scheduler: room.running, paused, stopped, held_by: heldBy(room) },
    settings: settingsOf(room),
    mailboxes: accountRows(store).map((row, at) => mailboxOf(room, row, at)),
    database: { bytes: bytesOf(databaseFile), log_bytes: bytesOf(`${databaseFile}-wal`), ...facts },
    tables,
    backups: backupFiles(backupFolder(databaseFile)).map(({ kind, at, bytes }) => ({ kind, at: iso(at), bytes })),
    timings: {
      counting: took,
      lateness:
        lateness.length > 0 ? { emails: lateness.length, median: middle(lateness), most: lateness.at(-1) ?? 0 } : null,
    },
    journal: noted.map(({ kind, times, last }) => ({ kind, times, last: iso(last) })),
    log: (room.ports.log.last?.(logged) ?? []).map((entry) => entryShown(entry, folders)),
  }
}

export const diagnostics = os.workspace.diagnostics.handler(({ context: { room, asker } }) => {
  checkAnswersFor(room, asker)
  return diagnosticsOf(room)
})
