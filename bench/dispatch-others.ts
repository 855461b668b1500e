/** Others that send the same letter into the same sink: a program in C, and a queue that a Node developer would take. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePort, html, letter, pooled, stopwatch, text } from './dispatch-run.ts'

/** Messages a second, or why there are none. */
export type Measured = number | string

const program = (name: string): string | undefined =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'].map((place) => join(place, name)).find(existsSync)

/** Postfix's load generator: no queue, no composing, no state; what the wire and the sink can take at most. */
export async function smtpSource(port: number, messages: number, connections: number): Promise<Measured> {
  const found = program('smtp-source')
  if (!found) return 'not measured: smtp-source is not here (Debian: apt-get install postfix)'
  const size = String((html + text).length)
  const sizes = ['-s', String(connections), '-m', String(messages), '-l', size, '-d']
  const took = stopwatch()
  const child = spawn(found, [...sizes, '-f', 'a@sender.test', '-t', 'p@customer.test', `127.0.0.1:${port}`])
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  return code === 0 ? took(messages).rate : `not measured: smtp-source ended with ${code}`
}

/** The versions that were measured; installed into a folder of their own for the time of the run. */
const packages = ['bullmq@6.7.0', 'ioredis@5.8.2']

interface Bull {
  Queue: new (
    name: string,
    options: object,
  ) => { addBulk(jobs: { name: string; data: unknown }[]): Promise<unknown>; close(): Promise<void> }
  Worker: new (
    name: string,
    work: (job: { data: { i: number } }) => Promise<unknown>,
    options: object,
  ) => {
    run(): Promise<void>
    on(event: 'completed', listener: () => void): void
    close(): Promise<void>
  }
}

/** Measures one run; `close` ends its Redis. */
export interface Other {
  run(port: number, messages: number, connections: number): Promise<number>
  close(): Promise<void>
}

/**
 * BullMQ with Redis as they come (Redis keeps its queue in memory and saves it now and then), one job an email, and
 * nodemailer's pool to send them. A text: why it can't be measured here.
 */
export async function openBullmq(): Promise<Other | string> {
  const server = program('redis-server')
  if (!server) return 'not measured: redis-server is not here (Debian: apt-get install redis-server)'
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-bullmq-'))
  try {
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, ...packages], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    return `not measured: npm did not give ${packages.join(' ')} (${(error as Error).message.split('\n')[0]})`
  }
  const at = await freePort()
  const redis = spawn(server, ['--port', String(at), '--bind', '127.0.0.1', '--dir', folder], { stdio: 'pipe' })
  await new Promise<void>((resolve) =>
    redis.stdout.on('data', (said) => String(said).includes('Ready to accept') && resolve()),
  )
  const bull = createRequire(join(folder, 'x.js'))('bullmq') as Bull
  let runs = 0
  return {
    run: (port, messages, connections) => queued(bull, `letters-${runs++}`, { redis: at, port, messages, connections }),
    async close() {
      const ended = new Promise((resolve) => redis.once('exit', resolve))
      redis.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Jobs are queued first, as our contacts are engaged first. */
async function queued(
  bull: Bull,
  name: string,
  { redis, port, messages, connections }: { redis: number; port: number; messages: number; connections: number },
): Promise<number> {
  const connection = { host: '127.0.0.1', port: redis, maxRetriesPerRequest: null }
  const queue = new bull.Queue(name, { connection })
  await queue.addBulk(Array.from({ length: messages }, (_, i) => ({ name: 'letter', data: { i } })))
  const transport = pooled(port, connections)
  const send = ({ data: { i } }: { data: { i: number } }) => transport.sendMail(letter(i, connections))
  const worker = new bull.Worker(name, send, { connection, concurrency: connections, autorun: false })
  const took = stopwatch()
  let done = 0
  const rate = await new Promise<number>((resolve) => {
    worker.on('completed', () => ++done === messages && resolve(took(messages).rate))
    void worker.run()
  })
  await worker.close()
  await queue.close()
  transport.close()
  return rate
}
