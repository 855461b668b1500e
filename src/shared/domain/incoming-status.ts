/** The machine-readable part of a delivery notice (RFC 3464, and RFC 6533 with addresses in other scripts). */
import { addressesIn, fieldsOf } from './incoming-read.ts'

export type Action = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'

/** What a notice says of one recipient. Addresses in lower case. */
export interface StatusGroup {
  address: string
  action: Action | null
  status: string | null
  /** What the server that refused said, without its type ("smtp;"). */
  diagnostic: string
  /** Said by a program that delivers (type `x-unix`), not by a mail server. */
  program: boolean
  /** What the sending server sorted it as (`X-PowerMTA-BounceCategory`), or ''. */
  category: string
}

const actions: readonly Action[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded']
const enhanced = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]\d)/

/** The first enhanced status code (RFC 3463) in a text; null: none. */
export function statusIn(text: string): string | null {
  return enhanced.exec(text)?.[1] ?? null
}

/** Per-recipient groups of a delivery-status part. Groups without a recipient (the one about the message) are left out. */
export function statusGroups(text: string): StatusGroup[] {
  return text
    .split(/\n[ \t\r]{0,80}\n/)
    .map(groupOf)
    .filter((group) => group !== null)
}

function groupOf(block: string): StatusGroup | null {
  const fields = fieldsOf(block)
  const fieldOf = (name: string) => fields.find((each) => each.name === name)?.value ?? ''
  const final = addressOf(fieldOf('final-recipient'))
  const address = addressOf(fieldOf('original-recipient')) || final || addressOf(fieldOf('x-actual-recipient'))
  if (!address) return null
  const said = fieldOf('action').toLowerCase()
  const diagnostics = fields.filter(({ name }) => name === 'diagnostic-code').map(({ value }) => withoutType(value))
  return {
    address,
    action: actions.find((each) => said.startsWith(each)) ?? (said.startsWith('fail') ? 'failed' : null),
    status: statusIn(fieldOf('status')),
    diagnostic: diagnostics.join(' ').trim(),
    program: /^x-unix\b/i.test(fieldOf('diagnostic-code')),
    category: fieldOf('x-powermta-bouncecategory'),
  }
}

const withoutType = (value: string): string => value.replace(/^[\w-]{1,64}[ \t]{0,8};/, '').trim()

/** "rfc822; <a@b>", "rfc822;a@b", "utf-8; …" or an address alone. */
function addressOf(value: string): string {
  return addressesIn(withoutType(value))[0] ?? ''
}
