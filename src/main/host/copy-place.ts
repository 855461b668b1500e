/** What tells this copy of the data from another one: the computer, the folder, and the file itself. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CopyPlace } from '../ports.ts'
import { databaseName } from './paths.ts'

const run = promisify(execFile)

/** Keychains take 2,500 bytes an entry. */
const longestFolder = 1_500

/** @param folder the data folder; it is there */
export function copyPlace(folder: string, machine = machineName): CopyPlace {
  const here = realpathSync(folder)
  // asked only where the guard wants to know: on some systems that starts a program
  let asking: Promise<string> | null = null
  return {
    machine() {
      asking ??= machine()
      return asking
    },
    folder: here.length > longestFolder ? hashOf(here) : here,
    file: (other) => fileName(join(other, databaseName)),
    database: (other) => join(other, databaseName),
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** '' when it can't be told. Devices are numbered anew when a computer starts, so they are no part of it. */
function fileName(file: string): string {
  try {
    const { ino, birthtimeNs } = statSync(file, { bigint: true })
    return `${ino}-${birthtimeNs}`
  } catch {
    return ''
  }
}

/** What each system calls the computer for good; hashed, as it is nobody else's business. '' where there is none. */
async function machineName(): Promise<string> {
  const id = await machineId().catch(() => '')
  return id === '' ? '' : hashOf(`cadenza machine ${id}`)
}

async function machineId(): Promise<string> {
  if (process.platform === 'linux') {
    const file = ['/etc/machine-id', '/var/lib/dbus/machine-id'].find((each) => existsSync(each))
    return file ? readFileSync(file, 'utf8').trim() : ''
  }
  const [command, args, pattern] =
    process.platform === 'darwin'
      ? ['/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice'], /"IOPlatformUUID" = "([^"]+)"/]
      : ['reg', ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid'], /REG_SZ\s+(\S+)/]
  const { stdout } = await run(command as string, args as string[], { timeout: 5_000, windowsHide: true })
  return (pattern as RegExp).exec(stdout)?.[1] ?? ''
}
