/** What two computers and their mailboxes are asked, and how time passes between them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import type { MailServers } from '../servers/mail-servers.ts'
import { withMailbox } from '../servers/sent-folder.ts'
import { waitFor } from '../servers/wait.ts'
import type { Computer, Computers } from './computers.ts'

interface Mail {
  to: string
  from: string
  id: string
  answers: string | undefined
  subject: string | undefined
}

/** Sets a mailbox up on a computer, tests it, and lets it send. */
export async function addMailbox(
  { servers, team }: { servers: MailServers; team: Computers },
  computer: Computer,
  address: string,
  ...more: string[]
) {
  const ca = join(team.folder, 'ca.pem')
  writeFileSync(ca, servers.imap.ca)
  const { submissions, imap } = servers
  const out = ['--host', submissions.host, '--port', String(submissions.port), '--protocol', 'tls']
  const back = ['--imap-host', imap.host, '--imap-port', String(imap.port), '--ca', ca]
  const who = ['--user', address, '--password-stdin']
  await computer.type(servers.users[address] ?? '', 'accounts', 'add', address, ...out, ...back, ...who, ...more)
  await computer.run('accounts', 'test', address)
  await computer.run('accounts', 'activate', address)
}

/** What lies in a folder of somebody's mailbox. */
const readFolder = (servers: MailServers, user: string, folder: string): Promise<Mail[]> =>
  withMailbox(servers, user, async (imap) => {
    const { exists } = await imap.mailboxOpen(folder, { readOnly: true })
    if (exists === 0) return []
    const all = await imap.fetchAll('1:*', { envelope: true })
    return all.map(({ envelope }) => ({
      to: envelope?.to?.[0]?.address ?? '',
      from: envelope?.from?.[0]?.address ?? '',
      id: envelope?.messageId ?? '',
      answers: envelope?.inReplyTo || undefined,
      subject: envelope?.subject,
    }))
  })
/** Mailboxes of these servers. */
export function mailOf(servers: MailServers) {
  const read = (user: string, folder: string) => readFolder(servers, user, folder)
  return {
    read,
    /** What came to the customer from one sender. */
    arrived: async (from: string) => (await read('carol@customer.test', 'INBOX')).filter((one) => one.from === from),
    /** Copies of what went to contacts. */
    idsIn: async (user: string) =>
      (await read(user, 'Sent'))
        .filter(({ to }) => to.startsWith('carol+'))
        .map(({ id }) => id)
        .sort(),
    /** Hands a message to Postfix, as the server of whoever wrote it does. */
    async hand(raw: string, to: string): Promise<void> {
      const { host, port } = servers.smtp
      const transport = nodemailer.createTransport({ host, port, ignoreTLS: true })
      await transport.sendMail({ envelope: { from: 'carol@customer.test', to: [to] }, raw })
    },
  }
}

export async function states(computer: Computer, sequence: string): Promise<string[]> {
  const { rows } = await computer.client.sends.list({ sequence, limit: 500 })
  return rows.map(({ contact, step, state }) => `${contact.replace(/^carol\+|@.*/g, '')} ${step}: ${state}`).sort()
}
export const courses = async (computer: Computer, sequence: string) => {
  const { rows } = await computer.client.enrollments.list({ sequence, limit: 500 })
  return Object.fromEntries(rows.map(({ contact, state }) => [contact.replace(/^carol\+|@.*/g, ''), state]))
}
export const planned = async (computer: Computer, sequence: string) => {
  const { rows } = await computer.client.sends.list({ sequence, limit: 500 })
  return rows.filter(({ state }) => state === 'planned').map(({ at }) => Date.parse(at ?? ''))
}

/** It came from another computer, and its own planner has given each of them a time. */
export const isPlanned = async (computer: Computer, sequence: string, count: number) => {
  const { rows } = await computer.client.sends.list({ sequence, limit: 500 })
  const given = rows.filter(({ state, why }) => state === 'planned' && why.length > 0)
  return given.length === count && given.every(({ at, slot }) => at !== slot)
}

/** Time passes as far as the last of those planned emails, and they leave. */
export async function letLeave(team: Computers, sender: Computer, sequence: string, upTo: number) {
  for (;;) {
    const due = (await planned(sender, sequence)).filter((time) => time < upTo).sort((a, b) => a - b)
    const [next] = due
    if (next === undefined) return
    await team.goTo(next + 1000)
    await waitFor('an email to leave', async () => {
      const left = await planned(sender, sequence)
      return left.filter((time) => time < upTo).length < due.length || Math.min(...left) > team.now()
    }).catch(async (error) => {
      const told = {
        sends: (await sender.client.sends.list({ sequence })).rows,
        accounts: await sender.client.accounts.list(),
      }
      throw new Error(`${error}\n${JSON.stringify(told)}\n${team.logs()}`)
    })
  }
}
