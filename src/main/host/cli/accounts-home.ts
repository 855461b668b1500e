/** `accounts home|release|acquire|take-over|review|authorise`: which computer sends from an account. */
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { wrongUse } from './exit.ts'
import { findAccount } from './find-account.ts'
import { type Io, print, remark } from './io.ts'
import { tame } from './table.ts'
import { whole } from './values.ts'
import { printJson } from './write.ts'

type Home = Awaited<ReturnType<Client['homes']['get']>>
type Deed = Parameters<Client['homes']['consequence']>[0]['deed']

interface HomeOptions extends ConnectOptions {
  to?: string
  percent?: number
  withdraw?: boolean
  closed?: boolean
  yes?: boolean
}

export function addHomes(group: Command, io: Io): void {
  const named = (verb: string, text: string) =>
    addConnectOptions(group.command(verb).argument('<account>', 'address or id')).description(text)
  named('home', 'Show which computer sends from an account').action((name: string, options: HomeOptions) =>
    withClient(io, options, 'read', async (client, io) => {
      const { public_id } = await findAccount(client, name)
      shown(io, options, await client.homes.get({ public_id }))
    }),
  )
  const yes = 'do it; without it only what would happen is shown'
  named('release', 'Hand an account to another computer: nobody sends until that one takes it up')
    .requiredOption('--to <computer>', 'name or id of the computer')
    .option('--yes', yes)
    .action((name: string, options: HomeOptions) => act(name, 'release', options, io))
  named('acquire', 'Take up an account that was handed to this computer')
    .option('--yes', yes)
    .action((name: string, options: HomeOptions) => act(name, 'acquire', options, io))
  named('take-over', 'Take an account over from a computer that is lost; its unsent mail waits for a look')
    .option('--closed', 'Cadenza is closed on the other computer, and stays so until it has heard of this')
    .option('--yes', yes)
    .action((name: string, options: HomeOptions) => act(name, 'take_over', options, io))
  addReview(named, io)
  named('authorise', 'Let another computer send a part of the mail of an account, or take that back')
    .requiredOption('--to <computer>', 'name or id of the computer')
    .option('--percent <n>', 'part of every limit, 1 to 90', whole(1, 90))
    .option('--withdraw', 'take it back')
    .option('--yes', yes)
    .action((name: string, options: HomeOptions) =>
      act(name, options.withdraw ? 'withdraw_authorisation' : 'authorise', options, io),
    )
}

interface ReviewOptions extends ConnectOptions {
  sent?: string[]
  send?: string[]
  skip?: string[]
  sendRest?: boolean
}

function addReview(named: (verb: string, text: string) => Command, io: Io): void {
  named('review', 'Show emails that another computer may have sent, and say which of them have left')
    .option('--sent <email...>', 'ids of those that have left')
    .option('--send <email...>', 'ids of those that have not, and are to leave')
    .option('--skip <email...>', 'ids of those that have not, and are not to leave')
    .option('--send-rest', 'send all whose time had not come when the account was taken over')
    .action((name: string, options: ReviewOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const { public_id } = await findAccount(client, name)
        for (const way of ['sent', 'send', 'skip'] as const)
          if (options[way]) await client.homes.settle_review({ public_id, way, sends: options[way] })
        if (options.sendRest) await client.homes.settle_review({ public_id, way: 'send' })
        const { rows, next } = await client.homes.review({ public_id, limit: 500 })
        if (options.json) return printJson(io, { rows, next })
        for (const row of rows) {
          const early = row.may_have_left ? '' : ', not due when it was taken over'
          print(io, `${row.public_id}  ${tame(row.to)}, step ${row.step}${early}`)
          if (row.looked) print(io, `  ${tame(row.looked.words)}`)
        }
        if (rows.length === 0) print(io, 'Nothing waits for a look.')
        else remark(io, 'Look whether they have left; then say so with --sent, --send or --skip and their ids.')
        if (next !== null) remark(io, 'There are more than these.')
      }),
    )
}

function shown(io: Io, options: ConnectOptions, home: Home): void {
  if (options.json) {
    printJson(io, home)
    return
  }
  print(io, `${home.from_email}: ${tame(home.words)}`)
  for (const { device, share, state } of home.authorised)
    print(io, `  ${tame(device.name)}: ${share / 10} % of its limits${state === 'revoked' ? ', taken back' : ''}`)
  if (home.trouble !== null && home.standing !== 'elsewhere') {
    remark(io, tame(home.trouble))
    const { from_email: address } = home
    if (home.standing === 'home')
      remark(
        io,
        `With a password: cadenza accounts set ${address} --ask-password; in the browser: cadenza accounts sign-in ${address}`,
      )
  }
  if (home.review > 0)
    remark(
      io,
      `${home.review === 1 ? '1 email waits' : `${home.review} emails wait`} for a look (${home.may_have_left} may have left already): cadenza accounts review ${home.from_email}`,
    )
}

function computer({ computers }: Home, name: string): string {
  const found = computers.filter((one) => one.public_id === name || one.name.toLowerCase() === name.toLowerCase())
  if (found.length === 1 && found[0]) return found[0].public_id
  const names = computers.map((one) => `${tame(one.name)} (${one.public_id})`).join(', ')
  throw new Refusal('not_found', `${tame(name)} names no one computer of the team; there are: ${names || 'none'}.`)
}

const act = (name: string, deed: Deed, options: HomeOptions, io: Io): Promise<void> =>
  withClient(io, options, 'read', async (client, io) => {
    const { public_id } = await findAccount(client, name)
    const home = await client.homes.get({ public_id })
    const device = options.to === undefined ? '' : computer(home, options.to)
    if (deed === 'authorise' && options.percent === undefined) throw wrongUse('--percent is missing.')
    const share = (options.percent ?? 0) * 10
    if (!options.yes) {
      const about = { ...(device ? { device } : {}), ...(share ? { share } : {}) }
      const told = await client.homes.consequence({ public_id, deed, ...about })
      if (options.json) return printJson(io, told)
      for (const line of [told.ask, ...told.words]) print(io, tame(line))
      return remark(io, 'Nothing was changed. Add --yes to do it.')
    }
    const wish = { public_id, version: home.version }
    if (deed === 'take_over' && !options.closed)
      throw wrongUse(
        'Close Cadenza on the other computer first, then add --closed: two computers would send the same mail.',
      )
    const deeds: Record<Deed, () => Promise<Home>> = {
      release: () => client.homes.release({ ...wish, to: device }),
      acquire: () => client.homes.acquire(wish),
      take_over: () => client.homes.take_over({ ...wish, closed: true }),
      authorise: () => client.homes.authorise({ ...wish, device, share }),
      withdraw_authorisation: () => client.homes.withdraw_authorisation({ ...wish, device }),
    }
    shown(io, options, await deeds[deed]())
  })
