import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where Debian keeps daemons, which an ordinary user's PATH leaves out. */
const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/lib/postfix/sbin', '/usr/bin']

/** Full path of a program, or null. */
export function findBinary(name: string): string | null {
  return places.map((place) => join(place, name)).find((path) => existsSync(path)) ?? null
}

export function installHint(names: readonly string[]): string {
  return `These tests need ${names.join(', ')}. On Debian or Ubuntu as root: node scripts/services-install.mjs. Elsewhere install Postfix, Dovecot (IMAP, LMTP, submission, Sieve), PostgreSQL and GNOME Keyring with the system's packages.`
}

/** Full paths of programs that a test can't do without. Throws, so that the test fails instead of being left out. */
export function needBinaries<Name extends string>(...names: Name[]): Record<Name, string> {
  const found = names.map((name) => [name, findBinary(name)] as const)
  const absent = found.filter(([, path]) => path === null).map(([name]) => name)
  if (absent.length > 0) throw new Error(`Not installed: ${absent.join(', ')}. ${installHint(absent)}`)
  return Object.fromEntries(found) as Record<Name, string>
}
