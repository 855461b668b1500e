/** What every way of sending in the dispatch bench shares: the letter, the stopwatch, a port. */
import { createServer } from 'node:net'
import nodemailer from 'nodemailer'

export const html =
  '<p>Hi {{ first_name }},</p><p>We help teams like yours get more out of the tools they already pay for, and I would like to show you how.</p>'.repeat(
    3,
  )
export const text =
  'Hi {{ first_name }},\n\nWe help teams like yours get more out of the tools they already pay for.\n'.repeat(3)

/** The `i`th letter, from one of so many senders. */
export const letter = (i: number, senders: number) => ({
  from: { name: 'Anna', address: `a${i % senders}@sender.test` },
  to: `p${i}@customer.test`,
  subject: `Hello P${i}`,
  text: text.replaceAll('{{ first_name }}', `P${i}`),
  html: html.replaceAll('{{ first_name }}', `P${i}`),
})

/** nodemailer as others would set it up for many letters: connections that stay open. */
export const pooled = (port: number, connections: number) =>
  nodemailer.createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
    ignoreTLS: true,
  })

/** What a run took. `cpu`: processor time of this process, user and system, ms an email. */
export interface Run {
  /** Messages a second. */
  rate: number
  cpu: number
}

/** Counts from now on. */
export function stopwatch(): (messages: number) => Run {
  const began = performance.now()
  const cpu = process.cpuUsage()
  return (messages) => {
    const { user, system } = process.cpuUsage(cpu)
    return { rate: messages / ((performance.now() - began) / 1000), cpu: (user + system) / 1000 / messages }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
