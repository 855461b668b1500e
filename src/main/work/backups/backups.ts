/** A copy of the database a day, opened and checked; seven of days and four of weeks stay. */
import { nextBackup } from '../../../shared/domain/backup.ts'
import { HOUR, MINUTE } from '../../../shared/domain/time.ts'
import type { Changes } from '../../changes.ts'
import type { Ports } from '../../ports.ts'
import { startRounds } from '../../rounds.ts'
import { backupFiles, backupFolder, type CheckCopy, makeBackup, pruneBackups } from '../../store/backups.ts'
import type { Store } from '../../store/open.ts'

export interface BackupsOptions {
  store: Store
  ports: Ports
  changes: Changes
  databaseFile: string
  /** Where a copy is read through, where that is not here. */
  check?: CheckCopy
}

export interface Backups {
  stop(): Promise<void>
}

/** Whoever has just opened Cadenza has something else to do. */
const settleDown = MINUTE

export function startBackups({ store, ports, changes, databaseFile, check }: BackupsOptions): Backups {
  const { clock, log, notifier } = ports
  const folder = backupFolder(databaseFile)
  const begun = clock.now()
  let wasTold = false
  return startRounds({
    clock,
    changes,
    wokenBy: [],
    async round() {
      const made = backupFiles(folder).filter(({ kind }) => kind === 'automatic')
      const due = Math.max(
        nextBackup(
          made.map(({ at }) => at),
          clock.now(),
        ),
        begun + settleDown,
      )
      if (due > clock.now()) return due
      const { name, bytes } = await makeBackup(store, folder, {
        kind: 'automatic',
        now: clock.now(),
        ...(check ? { check } : {}),
      })
      wasTold = false
      log.info('a backup was made and checked', { name, bytes, gone: pruneBackups(folder).length })
      changes.tell('backups')
      return nextBackup([clock.now()], clock.now())
    },
    failed(error) {
      const words = error instanceof Error ? error.message : String(error)
      log.error('the daily backup failed and is tried again in an hour', { error: words })
      if (!wasTold) notifier.notify({ kind: 'disk', title: 'The daily backup failed', body: words })
      wasTold = true
      return clock.now() + HOUR
    },
  })
}
