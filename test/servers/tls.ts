import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { needBinaries } from './binaries.ts'

/** File paths in PEM, and the authority's certificate as text. */
export interface Tls {
  certificate: string
  key: string
  caFile: string
  ca: string
}

/**
 * An authority of its own and one server certificate for `localhost`, `mail.acme.test` and 127.0.0.1, made in `folder`.
 * It is good for `days`; with 0 it has run out within the second.
 */
export function makeTls(folder: string, days = 30): Tls {
  const { openssl } = needBinaries('openssl')
  mkdirSync(folder, { recursive: true })
  const path = (name: string) => join(folder, name)
  const run = (...args: string[]) => {
    const done = spawnSync(openssl, args, { cwd: folder, encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`openssl ${args[0]}: ${done.stderr}`)
  }
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  run(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '30',
    '-subj',
    '/CN=Cadenza test authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
  )
  run('req', ...newKey, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr')
  writeFileSync(
    path('names'),
    'subjectAltName=DNS:localhost,DNS:mail.acme.test,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n',
  )
  const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', String(days), '-extfile', 'names']
  run('x509', '-req', '-in', 'server.csr', ...signing, '-out', 'server.crt')
  return {
    certificate: path('server.crt'),
    key: path('server.key'),
    caFile: path('ca.crt'),
    ca: readFileSync(path('ca.crt'), 'utf8'),
  }
}
