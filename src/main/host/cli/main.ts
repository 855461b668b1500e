import { join } from 'node:path'
import { systemClock, systemDice } from '../clock.ts'
import { watchForCrash } from '../crash.ts'
import { systemKeychain } from '../keychain.ts'
import { redactText } from '../log.ts'
import { logName } from '../paths.ts'
import type { Io } from './io.ts'
import { run } from './program.ts'

/** Says why it has to end, and where the rest of it is. Where there is no log, the rest is said too. */
function giveUp(error: unknown, folder: string | null): void {
  const whole = redactText(error instanceof Error ? (error.stack ?? error.message) : String(error))
  const what = folder === null ? whole : (whole.split('\n')[0] ?? '')
  const rest = folder === null ? '' : ` ${join(folder, logName)} has the rest; nobody else was told.`
  process.stderr.write(
    `Cadenza had to stop, by a fault of its own: ${what}\nWhat is on disk is whole, and the next start goes on from there.${rest}\n`,
  )
  process.exit(1)
}

const io: Io = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  clock: systemClock,
  dice: systemDice,
  keychain: systemKeychain(),
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
  words: [],
  crash: watchForCrash(giveUp),
  page: join(import.meta.dirname, '../renderer'),
}

// `cadenza … | head` closes the pipe: that is the reader's right, and no failure.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    // a full disk behind `cadenza … > file` is no fault of Cadenza's own
    process.stderr.write(`The answer can’t be written: ${error.message}. Nothing else was harmed by it.\n`)
    process.exit(1)
  })

process.exitCode = await run(process.argv.slice(2), io)
