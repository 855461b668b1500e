import type { Command } from 'commander'
import type { Client } from '../../../shared/contract/index.ts'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { contactNamed } from './contact-named.ts'
import { type Io, print } from './io.ts'
import { counted, table } from './table.ts'
import { printJson } from './write.ts'

/** `cadenza contacts duplicates|merge|companies|company`. */
export function addContactTwins(group: Command, io: Io): void {
  addConnectOptions(group.command('duplicates'))
    .description('People who are likely in the list twice')
    .action((options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const found = await looked(client)
        if (options.json) return printJson(io, found)
        const lines = found.groups.map(({ reason, contacts }) => [
          { name: 'name and company', phone: 'phone number', mailbox: 'Gmail mailbox' }[reason],
          contacts.map(({ address }) => address).join(', '),
        ])
        print(io, table(io, ['Same', 'Contacts'], lines))
        if (found.more) print(io, 'There are more. They are found when these are merged.')
      }),
    )
  addConnectOptions(group.command('merge').argument('<keep>', 'address or id').argument('<others...>'))
    .option('--yes', 'do it; without this only what would happen is said')
    .description('Make several contacts one, with all that was sent and received')
    .action((keep: string, others: string[], { yes, ...options }: ConnectOptions & { yes?: boolean }) =>
      withClient(io, options, 'read', (client, io) => merged(client, { keep, others, yes: yes === true }, options, io)),
    )
  addConnectOptions(group.command('companies').option('--search <text>', 'how the domain begins'))
    .description('Companies by their domains, the largest first')
    .action(({ search, ...options }: ConnectOptions & { search?: string }) =>
      withClient(io, options, 'read', async (client, io) => {
        const page = await client.companies.list({ limit: 500, ...(search === undefined ? {} : { search }) })
        if (options.json) return printJson(io, page)
        const lines = page.rows.map(({ domain, name, contacts }) => [domain, name, contacts])
        print(io, table(io, ['Domain', 'Name', 'Contacts'], lines))
      }),
    )
  addConnectOptions(group.command('company').argument('<domain>'))
    .description('A company: its people, how their sequences stand, and what came back')
    .action((domain: string, options: ConnectOptions) =>
      withClient(io, options, 'read', async (client, io) => {
        const company = await client.companies.get({ domain })
        if (options.json) return printJson(io, company)
        const { name, contacts, never, suppressed, replies, states } = company
        print(
          io,
          `${name ?? company.domain}: ${counted(contacts, 'contact')}, ${never} never written to, ${suppressed} suppressed, ${counted(replies, 'answer')}.`,
        )
        print(
          io,
          table(
            io,
            ['Latest sequence', 'Contacts'],
            states.map((each) => [each.state, each.contacts]),
          ),
        )
      }),
    )
}

async function looked(client: Client) {
  const steps = await client.contacts.duplicates()
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value
  }
}

async function merged(
  client: Client,
  { keep, others, yes }: { keep: string; others: string[]; yes: boolean },
  options: ConnectOptions,
  io: Io,
): Promise<void> {
  const wish = {
    keep: await contactNamed(client, keep),
    merge: await Promise.all(others.map((name) => contactNamed(client, name))),
  }
  const told = yes ? await client.contacts.merge(wish) : await client.contacts.merging(wish)
  if (options.json) return printJson(io, { ...told, merged: yes })
  const { emails, incoming, notes, moved, stopped, suppressed } = told
  print(
    io,
    `${yes ? 'Merged' : 'This would be merged'} into ${told.keep.address}: ${counted(emails, 'email')}, ${counted(incoming, 'message')} that came back, ${counted(notes, 'note')}.`,
  )
  for (const { sequence, planned } of stopped)
    print(io, `${sequence} stops for the other: ${counted(planned, 'email')} withdrawn.`)
  if (moved) print(io, `${moved.sequence} goes on, with ${counted(moved.planned, 'email')} to ${told.keep.address}.`)
  if (suppressed !== null) print(io, `It goes on the suppression list: ${suppressed}.`)
  if (!yes) print(io, 'It can never be taken back. To do it: --yes')
}
