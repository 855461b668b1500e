/** `sequences test`: one email of a step to oneself, waited for until it is known what became of it. */
import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { type Io, print } from './io.ts'
import { tame } from './table.ts'
import { whole } from './values.ts'
import { whenSaid } from './when.ts'
import { printJson } from './write.ts'

interface TestOptions extends ConnectOptions {
  step: number
  contact?: string
  variant?: string
  account?: string
}

export function addSequenceTest(group: Command, io: Io): void {
  addConnectOptions(group.command('test').argument('<sequence>', 'name or id'))
    .description('Send one email of it to yourself, with the data of a contact')
    .option('--step <number>', 'which step (default: 1)', whole(1, 50), 1)
    .option('--contact <contact>', 'whose data: address or id (default: the newest contact)')
    .option('--variant <letter>', 'which way of writing the step, A to E')
    .option('--account <account>', 'from which mailbox: address or id (default: your own)')
    .action((name: string, options: TestOptions) => test(name, options, io))
}

async function test(name: string, options: TestOptions, io: Io): Promise<void> {
  const { step, contact, variant, account } = options
  await withClient(io, options, 'read', async (client, io) => {
    const made = await client.sequences.test_send({
      sequence: name,
      step,
      ...(contact === undefined ? {} : { contact }),
      ...(variant === undefined ? {} : { variant: variant.toUpperCase() }),
      ...(account === undefined ? {} : { account }),
    })
    const send = made.running
      ? await settled(client, made.public_id, io)
      : await client.sends.get({ public_id: made.public_id })
    const { state, reply, why_short } = send
    if (state === 'refused' || state === 'withdrawn')
      throw new Refusal('account_error', `The test to ${made.to} was not sent: ${tame(reply ?? why_short)}`, {
        public_id: made.public_id,
      })
    if (options.json) return printJson(io, { ...made, state, why: why_short })
    const from = senderText(made.from)
    if (state === 'sent')
      return print(
        io,
        `Sent "${tame(made.subject)}" to ${made.to} from ${from}.${made.sandbox ? ' See it: cadenza sandbox list.' : ''}`,
      )
    if (state === 'unsure')
      return print(
        io,
        `It is not certain whether the test arrived at ${made.to}: ${tame(why_short)}. See: cadenza unsure.`,
      )
    if (!made.running) return print(io, `It waits in the Outbox, and leaves once Cadenza runs: cadenza serve.`)
    print(io, `It waits in the Outbox for ${whenSaid(io, send.at)}: ${tame(why_short)}.`)
  })
}

/** How often it is asked, how long at most, and from when on something stands in its way, in ms. */
const pause = 200
const patience = 90_000
const soon = 10_000

/** The email once it is known what became of it, or that it will take longer. */
async function settled(client: Client, public_id: string, io: Io) {
  const end = io.clock.now() + patience
  for (;;) {
    const send = await client.sends.get({ public_id })
    const now = io.clock.now()
    const isOver = send.state !== 'planned' && send.state !== 'sending'
    const waits = send.state === 'planned' && (send.shown_state !== 'planned' || Date.parse(send.at) > now + soon)
    if (isOver || waits || now >= end) return send
    await io.clock.until(now + pause)
  }
}
