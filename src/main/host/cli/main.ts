import { join } from 'node:path'
import { systemClock, systemDice } from '../clock.ts'
import { systemKeychain } from '../keychain.ts'
import type { Io } from './io.ts'
import { run } from './program.ts'

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
  page: join(import.meta.dirname, '../renderer'),
}

// `cadenza … | head` closes the pipe: that is the reader's right, and no failure.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })

process.exitCode = await run(process.argv.slice(2), io)
