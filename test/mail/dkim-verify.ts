/**
 * Checks a DKIM signature as a receiver does (RFC 6376 §6), by itself: nothing here is shared with what signs, and the
 * key comes from a name server. Only what the tests need: one signature, relaxed/relaxed, no `l=`.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { Resolver } from 'node:dns/promises'

export interface Checked {
  domain: string
  selector: string
  result: 'pass' | 'body differs' | 'signature differs' | 'no key'
  /** Of the signature, in seconds. */
  time: number
}

interface Field {
  name: string
  value: string
}

function read(raw: string): { fields: Field[]; body: string } {
  const lines = raw.split('\r\n')
  const gap = lines.indexOf('')
  const fields: Field[] = []
  for (const line of lines.slice(0, gap)) {
    const last = fields.at(-1)
    if ((line[0] === ' ' || line[0] === '\t') && last) last.value += line
    else fields.push({ name: line.split(':')[0] as string, value: line.slice(line.indexOf(':') + 1) })
  }
  return { fields, body: lines.slice(gap + 1).join('\r\n') }
}

const squeeze = (text: string): string => text.split(/[ \t]+/).join(' ')
const header = ({ name, value }: Field): string => `${name.trim().toLowerCase()}:${squeeze(value).trim()}`

function canonicalBody(body: string): string {
  const lines = body.split('\r\n').map((line) => squeeze(line).replace(/ $/, ''))
  while (lines.length > 0 && lines.at(-1) === '') lines.pop()
  return lines.length === 0 ? '' : `${lines.join('\r\n')}\r\n`
}

const tags = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(';')
      .filter((part) => part.includes('='))
      .map((part) => [part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1).replace(/\s/g, '')]),
  )

async function publicKey(domain: string, selector: string, server: string) {
  const resolver = new Resolver({ timeout: 1000, tries: 1 })
  resolver.setServers([server])
  const [parts] = await resolver.resolveTxt(`${selector}._domainkey.${domain}`).catch(() => [])
  if (!parts) return null
  const { k = 'rsa', p = '' } = tags(parts.join(''))
  const der = Buffer.from(p, 'base64')
  // RFC 8410 §4: what stands before the 32 bytes of an Ed25519 key.
  const spki = k === 'ed25519' ? Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), der]) : der
  return { ed: k === 'ed25519', key: createPublicKey({ key: spki, format: 'der', type: 'spki' }) }
}

/** @param raw bytes as latin1; @param server `address:port` of the name server */
export async function verifyDkim(raw: string, server: string): Promise<Checked | null> {
  const { fields, body } = read(raw)
  const at = fields.findIndex(({ name }) => name.toLowerCase() === 'dkim-signature')
  const own = fields[at]
  if (!own) return null
  const { d = '', s = '', h = '', bh = '', b = '', t = '' } = tags(own.value)
  const told = { domain: d, selector: s, time: Number(t) }
  const hash = createHash('sha256')
    .update(Buffer.from(canonicalBody(body), 'latin1'))
    .digest('base64')
  if (hash !== bh) return { ...told, result: 'body differs' }
  const found = await publicKey(d, s, server)
  if (!found) return { ...told, result: 'no key' }
  // Each name takes the next field of it from below; what there is none of any more counts as nothing.
  const left = [...fields]
  const lines: string[] = []
  for (const name of h.split(':')) {
    const i = left.findLastIndex((field) => field.name.trim().toLowerCase() === name)
    if (i < 0) continue
    lines.push(header(left[i] as Field))
    left.splice(i, 1)
  }
  const emptied = { name: own.name, value: own.value.replace(/(;\s*b=)[^;]*$/, '$1') }
  const data = Buffer.from(`${lines.map((line) => `${line}\r\n`).join('')}${header(emptied)}`, 'latin1')
  const signature = Buffer.from(b, 'base64')
  const good = found.ed
    ? verify(null, createHash('sha256').update(data).digest(), found.key, signature)
    : verify('sha256', data, found.key, signature)
  return { ...told, result: good ? 'pass' : 'signature differs' }
}
