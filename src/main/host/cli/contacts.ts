import type { Command } from 'commander'
import { addConnectOptions, type ConnectOptions, withClient } from './connect.ts'
import { contactNamed } from './contact-named.ts'
import { addContactFiles } from './contacts-files.ts'
import { addContactTwins } from './contacts-twins.ts'
import { type Io, print } from './io.ts'
import { withdrawn } from './suppressions.ts'
import { counted } from './table.ts'
import { printJson } from './write.ts'

/** `cadenza contacts …`: what is done to one person. */
export function addContacts(program: Command, io: Io): void {
  const group = program
    .command('contacts')
    .description('The people you write to: notes, fields, companies, duplicates, files, erasing')
  addContactFiles(group, io)
  addContactTwins(group, io)
  addConnectOptions(group.command('erase').argument('<contact>', 'address or id'))
    .option('--yes', 'erase it; without this only what would go is said')
    .description('Erase a contact for good; counts stay, and nobody writes there again')
    .action((name: string, { yes, ...options }: ConnectOptions & { yes?: boolean }) =>
      withClient(io, options, 'read', async (client, io) => {
        const public_id = await contactNamed(client, name)
        const about = yes
          ? await client.contacts.erase({ public_id, erase: 'everything' })
          : await client.contacts.erasure({ public_id })
        if (options.json) return printJson(io, { ...about, erased: yes === true })
        const { address, incoming, letters, clicks, planned, enrollments, emails, computers } = about
        print(
          io,
          `${yes ? 'Gone' : 'This would go'}: ${address} with name, fields and tags, the texts of ${counted(incoming, 'message')}, ${counted(letters, 'kept email')}, ${counted(clicks, 'followed link')}. ${withdrawn(!yes, planned, 1)}`,
        )
        print(io, `Counted still, without a name: ${counted(emails, 'email')} in ${counted(enrollments, 'sequence')}.`)
        if (computers.length > 0)
          print(
            io,
            `Other computers of the team, which may still send to them until they have heard of it: ${computers.join(', ')}.`,
          )
        if (!yes) print(io, 'It can never be taken back. To do it: --yes')
      }),
    )
}
