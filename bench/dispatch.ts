/** Dispatch with every state on disk, against a bare nodemailer loop with the same messages and connections. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import { startEngine } from '../src/main/engine.ts'
import { createSimulatedClock, fastClock, systemDice } from '../src/main/host/clock.ts'
import type { Ports } from '../src/main/ports.ts'

const monday = Date.parse('2026-11-23T08:00:00Z')
const html =
  '<p>Hi {{ first_name }},</p><p>We help teams like yours get more out of the tools they already pay for, and I would like to show you how.</p>'.repeat(
    3,
  )
const text =
  'Hi {{ first_name }},\n\nWe help teams like yours get more out of the tools they already pay for.\n'.repeat(3)

/** A sink that answers and keeps nothing, in its own process so that it doesn't take our time. */
const sink = `
import { createServer } from 'node:net'
const server = createServer((socket) => {
  socket.setNoDelay(true)
  let data = false, rest = ''
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1')
    for (;;) {
      if (data) {
        const end = rest.indexOf('\\r\\n.\\r\\n')
        if (end < 0) return
        rest = rest.slice(end + 5); data = false; socket.write('250 2.0.0 Ok\\r\\n'); continue
      }
      const eol = rest.indexOf('\\r\\n')
      if (eol < 0) return
      const line = rest.slice(0, eol).toUpperCase(); rest = rest.slice(eol + 2)
      if (line.startsWith('EHLO')) socket.write('250-sink\\r\\n250-PIPELINING\\r\\n250 8BITMIME\\r\\n')
      else if (line.startsWith('DATA')) { data = true; socket.write('354 go\\r\\n') }
      else if (line.startsWith('QUIT')) socket.end('221 bye\\r\\n')
      else socket.write('250 2.1.0 Ok\\r\\n')
    }
  })
  socket.write('220 sink ESMTP\\r\\n')
})
server.listen(Number(process.argv[1] ?? process.env.PORT), '127.0.0.1', () => console.log('ready'))
`

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function startSink(): Promise<{ port: number; child: ChildProcess }> {
  const port = await freePort()
  const child = spawn(process.execPath, ['--input-type=module', '-e', sink], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  return { port, child }
}

async function bare(port: number, messages: number, connections: number): Promise<number> {
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
    ignoreTLS: true,
  })
  const began = performance.now()
  let next = 0
  const loop = async () => {
    while (next < messages) {
      const i = next++
      await transport.sendMail({
        from: { name: 'Anna', address: `a${i % connections}@sender.test` },
        to: `p${i}@customer.test`,
        subject: `Hello P${i}`,
        text: text.replaceAll('{{ first_name }}', `P${i}`),
        html: html.replaceAll('{{ first_name }}', `P${i}`),
      })
    }
  }
  await Promise.all(Array.from({ length: connections }, loop))
  const took = performance.now() - began
  transport.close()
  return messages / (took / 1000)
}

async function ours(port: number, messages: number, connections: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-bench-'))
  // Everything is due within one slot; the clock then stands at its last minute, so that nothing has to wait.
  const planning = createSimulatedClock(monday)
  const lastMinute = fastClock(monday + 59 * 60_000, 1)
  const quiet = () => {}
  const ports: Ports = {
    clock: planning,
    dice: systemDice,
    keychain: { get: async () => null, set: async () => {}, remove: async () => {}, trouble: async () => null },
    notifier: { notify: quiet },
    log: { info: quiet, warn: quiet, error: (m, f) => console.error(m, f) },
    folders: { data: folder },
  }
  const options = {
    ports,
    databaseFile: join(folder, 'cadenza.sqlite'),
    first: { zone: 'UTC', seatName: 'Anna', seatAddress: 'anna@sender.test' },
  }
  const setup = await startEngine({ ...options, loops: false })
  const client = setup.client()
  const senders: string[] = []
  for (let i = 0; i < connections; i++) {
    const account = await client.accounts.create({
      permits: ['role', 'more'],
      from_email: `a${i}@sender.test`,
      from_name: 'Anna',
      smtp_host: '127.0.0.1',
      smtp_port: port,
      smtp_protocol: 'none',
      quotas: ['100000000/hour', '100000000/day'],
    })
    await client.accounts.activate({ public_id: account.public_id })
    senders.push(account.from_email)
  }
  setup.room.store.write((tx) => {
    for (let i = 0; i < messages; i++)
      tx.run(
        `INSERT INTO contacts (public_id, address, address_key, domain, first_name, fields, tags, created_at, device, hlc)
         VALUES (?, ?, ?, 'customer.test', ?, '{}', '[]', 0, 'd', 'h')`,
        `c${i}`,
        `p${i}@customer.test`,
        `p${i}@customer.test`,
        `P${i}`,
      )
  })
  await client.sequences.create({ name: 'Bench', steps: [{ subject: 'Hello {{ first_name }}', html, text }] })
  await client.schedule.engage({
    sequence: 'Bench',
    assign: 'selected',
    senders: senders.map((account) => ({ account })),
    windows: ['daily 0:00-24:00'],
  })
  await setup.stop()
  const began = performance.now()
  const engine = await startEngine({ ...options, ports: { ...ports, clock: lastMinute }, loops: true })
  const sent = () =>
    engine.room.store.get<{ n: number }>("SELECT count(*) as n FROM sends WHERE state = 'sent'")?.n ?? 0
  let done = 0
  // Spread over the hour, one in sixty is not due yet in the last minute: those don't count.
  const enough = Math.floor(messages * 0.95)
  while (done < enough && performance.now() - began < 40_000) {
    await lastMinute.until(lastMinute.now() + 20)
    done = sent()
  }
  const took = performance.now() - began
  await engine.stop()
  rmSync(folder, { recursive: true, force: true })
  return done / (took / 1000)
}

export interface DispatchFigures {
  /** Messages a second. */
  durable: number
  bareBefore: number
  bareAfter: number
  /** Ours in relation to the mean of both; to reach: 0.9. */
  ratio: number
}

/** Messages a second of both and their ratio, printed too; the reference runs before and after, so that drift shows. */
export async function benchDispatch(messages = 3000, connections = 4): Promise<DispatchFigures> {
  const { port, child } = await startSink()
  await bare(port, 500, connections)
  const before = await bare(port, messages, connections)
  const durable = await ours(port, messages, connections)
  const after = await bare(port, messages, connections)
  child.kill()
  const reference = (before + after) / 2
  const ratio = durable / reference
  console.log(
    `dispatch: ${durable.toFixed(0)}/s durable, bare nodemailer ${before.toFixed(0)}/s and ${after.toFixed(0)}/s, ${connections} connections: ratio ${ratio.toFixed(2)} (goal 0.9)`,
  )
  return {
    durable: Math.round(durable),
    bareBefore: Math.round(before),
    bareAfter: Math.round(after),
    ratio: Math.round(ratio * 100) / 100,
  }
}
