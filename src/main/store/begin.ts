/** Opens a workspace so that it can be used: brought to this version, made where there is none, nothing half done. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { breakOffUnfinished } from './engagements.ts'
import { findErased } from './erased-again.ts'
import { finishErasures } from './erasures.ts'
import { foldAnew, isJudgedBefore, type Telling } from './folding-anew.ts'
import { finishImports } from './import-finish.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import { endedCleanly, openStore, quickCheck, type Store } from './open.ts'
import { type FirstRun, firstRun, hasWorkspace } from './workspace.ts'

/** Who the first seat is, and the zone, where a workspace has to be made. */
export type First = Omit<FirstRun, 'device' | 'now' | 'dice'>

type Given = Pick<FirstRun, 'now' | 'dice'> & {
  /** True: whoever starts the engine sees to the check of a database that was closed, before anything is sent. */
  checkLater?: boolean
  /** Told how far it is where all that a team told has to be judged anew: that takes a while. */
  tell?: Telling
}

/**
 * @param file path of the database, or ':memory:'
 * @throws Refusal `newer_database` or `damaged_database`; the file stays as it was
 */
export async function beginStore(file: string, first: First, given: Given): Promise<Store> {
  const existed = file !== ':memory:' && existsSync(file)
  const later = existed && given.checkLater === true && endedCleanly(file)
  const store = openStore(file, { check: !later })
  try {
    if (existed && (pendingMigrations(store.sqlite) > 0 || isJudgedBefore(store))) {
      if (later) quickCheck(store.sqlite)
      await backupBefore(store, file, given.now)
    }
    migrate(store.sqlite)
    // before the next line: what is put together beside the fold is as large as it, and not to be held in memory
    await foldAnew(store, given.now, given.tell)
    // What a savepoint would take back goes to a file from 64 KB on: one made, written and removed with nearly every email.
    // Only here, and only now: others sort millions of rows, and a migration does.
    store.sqlite.pragma('temp_store = MEMORY')
    const device = publicIdFrom(given.dice.bytes(publicIdBytes))
    if (!hasWorkspace(store)) store.write((tx) => firstRun(tx, { ...first, ...given, device }))
    await finishImports(store, given.now)
    await findErased(store, () => given.now)
    await finishErasures(store)
    breakOffUnfinished(store, given.now)
    return store
  } catch (error) {
    store.close()
    throw error
  }
}

/** A copy that was opened and checked: if the migration turns out wrong, this is what can be gone back to. */
async function backupBefore(store: Store, file: string, now: number): Promise<void> {
  const folder = join(dirname(file), 'backups')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const copy = join(folder, `before-migration-${now}.sqlite`)
  await store.sqlite.backup(copy)
  const check = new Database(copy, { readonly: true })
  const found = check.pragma('quick_check(1)', { simple: true })
  check.close()
  if (found !== 'ok') throw new Error(`the backup before the migration is damaged: ${found}`)
}
