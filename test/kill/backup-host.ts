/** Makes a backup, or puts one back as it was asked for, in a process of its own that kills itself at a named point. */
import { restoreAsAsked } from '../../src/main/store/asked-restore.ts'
import { backupFolder, makeBackup } from '../../src/main/store/backups.ts'
import { openStore } from '../../src/main/store/open.ts'

const [databaseFile = '', what, at, now] = process.argv.slice(2)
const point = (name: string) => void (name === at && process.kill(process.pid, 'SIGKILL'))
if (what === 'restore') restoreAsAsked(databaseFile, Number(now), point)
else {
  const store = openStore(databaseFile)
  store.write((tx) => tx.run(`UPDATE workspace SET name = 'now'`))
  await makeBackup(store, backupFolder(databaseFile), { kind: 'automatic', now: Number(now), point })
}
process.stdout.write('not killed')
