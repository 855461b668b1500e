/** What people notice when another mailbox goes on writing to them. */
import type { AccountRow } from '../store/accounts.ts'

export const amount = (n: number, one: string, more = `${one}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : more}`

/** @param reached contacts who have an email from the address before */
export function seenBy(heir: AccountRow, before: string, reached: number): string[] {
  if (reached === 0) return []
  const from = heir.name ? `${heir.name} <${heir.address}>` : heir.address
  const who = reached === 1 ? '1 of them has' : `${reached.toLocaleString('en')} of them have`
  return [
    `${who} an email from ${before} already: the next one comes from ${from}, as an answer in the same thread. Answers to it go to ${heir.replyTo ?? heir.address}.`,
  ]
}
