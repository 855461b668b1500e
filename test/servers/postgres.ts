import { spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { installHint, needBinaries } from './binaries.ts'
import { freePorts } from './ports.ts'
import { listens, waitFor } from './wait.ts'

export interface Postgres {
  url: string
  port: number
  /** `kill -9` of the server with all its children, as when its computer goes out. */
  kill(): Promise<void>
  /** Ended in order, without waiting for those who are connected. */
  halt(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** Where Debian keeps the newest version's programs, or those in the PATH. */
function programs(): string {
  const debian = '/usr/lib/postgresql'
  const newest = existsSync(debian)
    ? readdirSync(debian)
        .sort((a, b) => Number(b) - Number(a))
        .find((version) => existsSync(join(debian, version, 'bin/initdb')))
    : undefined
  if (newest) return join(debian, newest, 'bin')
  const found = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim()
  if (!found) throw new Error(`Not installed: PostgreSQL. ${installHint(['PostgreSQL'])}`)
  return found
}

/**
 * A private PostgreSQL in a folder that `stop` removes, on a loopback port. It never runs as root: started by root it steps
 * down to the user of its package. `synchronous_commit` is as it is delivered: a commit is on disk.
 *
 * @param options.also a further address of this computer, where it takes connections of the whole net 10.0.0.0/8
 * @param options.settings further settings, by name
 */
export async function startPostgres(
  options: { also?: string; settings?: Record<string, string | number> } = {},
): Promise<Postgres> {
  const bin = programs()
  const { setpriv, id } = needBinaries('setpriv', 'id')
  const asRoot = userInfo().uid === 0
  const user = asRoot ? 'postgres' : userInfo().username
  const number = (flag: string) => Number(spawnSync(id, [flag, user], { encoding: 'utf8' }).stdout)
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-postgres-'))
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  if (asRoot) for (const path of [folder, data]) chownSync(path, number('-u'), number('-g'))
  const stepDown = asRoot ? [setpriv, `--reuid=${user}`, `--regid=${user}`, '--init-groups', '--'] : []
  const as = (name: string, ...args: string[]): [string, string[]] => {
    const [program = '', ...rest] = [...stepDown, join(bin, name), ...args]
    return [program, rest]
  }
  const made = spawnSync(...as('initdb', '-D', data, '-U', 'cadenza', '-A', 'trust', '-E', 'UTF8', '--no-locale'), {
    encoding: 'utf8',
    cwd: '/',
  })
  if (made.status !== 0) throw new Error(`PostgreSQL could not be set up: ${made.stderr}${made.stdout}`)
  const [port = 0] = await freePorts(1)
  const { also } = options
  if (also) appendFileSync(join(data, 'pg_hba.conf'), 'host all all 10.0.0.0/8 trust\n')
  const listen_addresses = ['127.0.0.1', ...(also ? [also] : [])].join(',')
  const settings = { port, listen_addresses, unix_socket_directories: '', max_connections: 200, ...options.settings }
  const given = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  let server: ReturnType<typeof spawn> | null = null
  let said = ''
  const start = async () => {
    const [program, args] = as('postgres', '-D', data, ...given)
    server = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' })
    server.stderr?.on('data', (bytes: Buffer) => {
      said = `${said}${bytes}`.slice(-4000)
    })
    await waitFor('PostgreSQL to take connections', async () => {
      if (server?.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}`)
      return (
        (await listens(port)) &&
        spawnSync(join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', `${port}`]).status === 0
      )
    })
  }
  const end = async (signal: NodeJS.Signals) => {
    const ended = server
    if (!ended || ended.exitCode !== null || ended.signalCode !== null) return
    const gone = new Promise((resolve) => ended.once('exit', resolve))
    // its children notice that it is gone, and go
    ended.kill(signal)
    await gone
    await waitFor('PostgreSQL to be gone', async () => !(await listens(port)))
  }
  await start()
  return {
    url: `postgres://cadenza@127.0.0.1:${port}/postgres`,
    port,
    start,
    async kill() {
      await end('SIGKILL')
      const lock = join(data, 'postmaster.pid')
      if (existsSync(lock) && readFileSync(lock, 'utf8').length > 0) rmSync(lock)
    },
    halt: () => end('SIGINT'),
    async stop() {
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
