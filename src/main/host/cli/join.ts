/** How another computer joins, step by step: invite here, join there, admit here. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { text as textOf } from 'node:stream/consumers'
import type { Command } from 'commander'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, print, remark } from './io.ts'
import { whenSaid } from './when.ts'
import { printJson } from './write.ts'

interface InviteOptions extends ConnectOptions {
  days: number
  out?: string
}
interface JoinOptions extends ConnectOptions {
  yes?: boolean
  answer?: boolean
  name?: string
  out?: string
}
interface AdmitOptions extends ConnectOptions {
  words?: string
  yes?: boolean
}

const pasted = 'a link, the name of a file, or - for standard input'

export function addJoining(program: Command, io: Io): void {
  addConnectOptions(
    program
      .command('invite')
      .argument('<address>', 'address of the seat whose computer may join')
      .option('--days <n>', 'how long it can be used', Number, 7)
      .option('--out <file>', 'write it to a file'),
  )
    .description('Invite a computer to the team, with a link that works once')
    .action((address: string, options: InviteOptions) => invite(address, options, io))
  addConnectOptions(
    program
      .command('join')
      .argument('[invitation]', pasted)
      .option('--name <name>', 'what this computer is called')
      .option('--yes', 'join; without it only what joining does is said')
      .option('--answer', 'print the answer of this computer again')
      .option('--out <file>', 'write the answer to a file'),
  )
    .description('Join a team on this computer; what is here comes along')
    .action((what: string | undefined, options: JoinOptions) => join(what, options, io))
  addConnectOptions(
    program
      .command('admit')
      .argument('<answer>', pasted)
      .option('--words <words>', 'the six words as the owner of the other computer reads them out')
      .option('--yes', 'admit it: its words were compared'),
  )
    .description('Admit the computer that answered an invitation')
    .action((what: string, options: AdmitOptions) => admit(what, options, io))
}

async function read(what: string, io: Io): Promise<string> {
  if (what === '-') return textOf(io.stdin)
  if (what.startsWith('cadenza:') || what.startsWith('-----') || !existsSync(what)) return what
  return readFileSync(what, 'utf8')
}

function put(out: string | undefined, ways: { link: string; file: string }, io: Io): void {
  // whoever can read it can ask to join in somebody's name
  if (out !== undefined) writeFileSync(out, ways.file, { mode: 0o600, flag: 'wx' })
  print(io, out === undefined ? ways.link : `Written to ${out}.`)
}

const invite = (address: string, options: InviteOptions, io: Io) =>
  withClient(io, options, 'read', async (client, io) => {
    const seat = (await client.seats.list()).find((one) => one.address.toLowerCase() === address.toLowerCase())
    if (!seat) throw new Refusal('not_found', `There is no seat with the address ${address}: cadenza seats add.`)
    if ((await client.devices.list()).standing === 'alone') await client.devices.begin({})
    const made = await client.invitations.create({ seat: seat.public_id, days: options.days })
    if (options.json) return printJson(io, made)
    put(options.out, made, io)
    remark(io, `For ${seat.name}, once, until ${whenSaid(io, made.invitation.expires_at)}. Read out on the telephone:`)
    remark(io, made.words.join(' '))
    remark(io, 'Next: cadenza join on their computer, and cadenza admit here with what that answers.')
  })

const join = (what: string | undefined, options: JoinOptions, io: Io) =>
  withClient(io, options, 'create', async (client, io) => {
    if (options.answer || what === undefined) {
      const held = await client.invitations.joining()
      if (!held)
        throw new Refusal(
          'not_found',
          'This computer has no answer: it has joined nothing, or is a copy that became a computer of its own. Ask an admin for an invitation, and join with that.',
        )
      if (options.json) printJson(io, held)
      else put(options.out, held, io)
      return
    }
    const text = await read(what, io)
    const review = await client.invitations.review({ text })
    if (!options.yes) {
      if (options.json) return printJson(io, review)
      const { workspace, seat, inviter } = review
      print(io, `"${workspace.name}", as ${seat.name} (${seat.role}), by ${inviter.name} (${inviter.address}).`)
      print(io, `Words of ${inviter.device}: ${inviter.words.join(' ')}`)
      for (const line of review.comes_along) print(io, `Comes along: ${line}.`)
      for (const line of review.changes) print(io, line)
      return print(io, `Nothing was changed. Are these the words that ${inviter.name} reads out? Then --yes joins.`)
    }
    const joined = await client.invitations.join(options.name === undefined ? { text } : { text, name: options.name })
    if (options.json) return printJson(io, joined)
    put(options.out, joined, io)
    remark(
      io,
      `Send this answer to ${joined.inviter}, who admits this computer and sends a workspace file back. Its words:`,
    )
    remark(io, joined.words.join(' '))
  })

const admit = (what: string, options: AdmitOptions, io: Io) =>
  withClient(io, options, 'read', async (client, io) => {
    const text = await read(what, io)
    if (options.words === undefined && !options.yes) {
      const review = await client.invitations.review_answer({ text })
      if (options.json) return printJson(io, review)
      print(io, `${review.device.name}, for the seat of ${review.invitation.seat.name}.`)
      print(io, `Words: ${review.device.words.join(' ')}`)
      return print(io, 'Nothing was changed. Compare them on the telephone; --words "…" or --yes admits it.')
    }
    const { words } = options
    const device = await client.invitations.admit(words === undefined ? { text } : { text, words })
    if (options.json) return printJson(io, device)
    print(
      io,
      `${device.name} of ${device.seat.name} is one of the team. Next it needs a workspace file: cadenza workspace export FILE.`,
    )
  })
