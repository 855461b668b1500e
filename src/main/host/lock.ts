/**
 * One writer a data folder. The lock is SQLite's own lock on a file of its own: the system lets go of it when the
 * process dies, `kill -9` included, so nobody ever has to delete a stale lock by hand. `engine.json` beside it only says
 * who it is and how to reach it.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Refusal } from '../../shared/domain/failure.ts'
import { momentText } from '../../shared/domain/time-text.ts'
import { lockName, openDataFolder } from './paths.ts'

/** What `engine.json` says. `startedAt` is ms since the epoch. */
export interface EngineNote {
  pid: number
  /** The command it was started as, such as `cadenza serve`. */
  command: string
  /** Name of the computer. */
  host: string
  startedAt: number
  /** Path of the owner-only socket, once it listens. */
  socket: string | null
  /** Port of the HTTP door on loopback, once it listens. */
  port: number | null
}

export interface Lock {
  /** Tells others how to reach this engine. */
  announce(where: { socket?: string | null; port?: number | null }): void
  release(): void
}

const lockFile = (folder: string) => join(folder, lockName)
const noteFile = (folder: string) => join(folder, 'engine.json')

/** Who says to be running on the folder. May be stale after a crash: only `takeLock` or its socket tells. */
export function readNote(folder: string): EngineNote | null {
  try {
    const note = JSON.parse(readFileSync(noteFile(folder), 'utf8')) as EngineNote
    return typeof note.pid === 'number' ? note : null
  } catch {
    return null
  }
}

function writeNote(folder: string, note: EngineNote): void {
  const next = `${noteFile(folder)}.${note.pid}`
  writeFileSync(next, `${JSON.stringify(note)}\n`, { mode: 0o600 })
  renameSync(next, noteFile(folder))
}

/**
 * Takes the folder for this process, making it (0700) where it is missing.
 *
 * @param who the command in words, and `now` in ms since the epoch
 * @throws Refusal `locked`, naming who holds it
 */
export function takeLock(folder: string, who: { command: string; now: number }): Lock {
  openDataFolder(folder)
  const file = new Database(lockFile(folder), { timeout: 0 })
  try {
    file.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    if (String((error as { code?: string }).code).startsWith('SQLITE_BUSY')) throw held(folder, who.now)
    throw error
  }
  let note: EngineNote = {
    pid: process.pid,
    command: who.command,
    host: hostname(),
    startedAt: who.now,
    socket: null,
    port: null,
  }
  writeNote(folder, note)
  return {
    announce(where) {
      note = { ...note, ...where }
      writeNote(folder, note)
    },
    release() {
      if (!file.open) return
      rmSync(noteFile(folder), { force: true })
      file.close()
    },
  }
}

function held(folder: string, now: number): Refusal {
  const note = readNote(folder)
  if (!note) return new Refusal('locked', `Another Cadenza is using ${folder}.`, { folder })
  const since = new Date(note.startedAt).toISOString()
  // as the clock on the wall of this computer says it: no workspace can be asked for its zone yet
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
  const began = `${momentText(note.startedAt, now, zone)} (${zone})`
  return new Refusal(
    'locked',
    `Another Cadenza is using ${folder}: process ${note.pid} (${note.command}) on ${note.host}, since ${began}.`,
    { folder, pid: note.pid, command: note.command, host: note.host, since, socket: note.socket },
  )
}
