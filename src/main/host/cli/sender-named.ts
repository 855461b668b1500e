/** Sender hosts and their accounts as a command line names them. */
import type { Client } from '../../../shared/contract/index.ts'
import { Refusal } from '../../../shared/domain/failure.ts'

export type SenderHostsShown = Awaited<ReturnType<Client['sender_hosts']['get']>>
export type Served = SenderHostsShown['accounts'][number]

/** @throws Refusal `not_found`, naming those there are */
export function hostNamed({ hosts }: SenderHostsShown, name: string): SenderHostsShown['hosts'][number] {
  const found = hosts.find((host) => host.public_id === name || host.name.toLowerCase() === name.toLowerCase())
  if (found) return found
  const names = hosts.map((host) => host.name).join(', ')
  throw new Refusal('not_found', `There is no sender host "${name}"; there are: ${names || 'none'}.`)
}

/** All of them, or none is touched. @throws Refusal `not_found`, naming those there are */
export function servedNamed({ accounts }: SenderHostsShown, names: readonly string[]): Served[] {
  return names.map((name) => {
    const found = accounts.find((one) => one.public_id === name || one.address.toLowerCase() === name.toLowerCase())
    if (found) return found
    const there = accounts.map(({ address }) => address).join(', ')
    throw new Refusal('not_found', `There is no account "${name}" with a server; there are: ${there || 'none'}.`)
  })
}

/** As it is typed again. */
export const quoted = (name: string): string => (/^[\w./@-]+$/.test(name) ? name : `"${name}"`)
