/**
 * An Excel workbook as rows of text. What it unpacks to is measured before anything is unpacked into memory: a file of a
 * few kilobytes may say that it is gigabytes, or say nothing and be them.
 */
import { open } from 'node:fs/promises'
import { createInflateRaw } from 'node:zlib'
import { readSheet } from 'read-excel-file/node'
import { Refusal } from '../../shared/domain/failure.ts'

/** Bytes of a workbook, and of all that is packed in it. */
const largest = 30 * 1024 * 1024
const largestUnpacked = 150 * 1024 * 1024
const mostEntries = 10_000
const mostSheets = 200
/** A list of sheets longer than this is none. */
const longestIndex = 1024 * 1024

const instead = 'Save the sheet as "CSV UTF-8" and use that file: it may be of any size.'

/** Where it has more in it than there is memory to read it with. */
export const workbookTooLarge = `This workbook holds too much to be read at once. ${instead}`

export interface Sheet {
  /** Row n of the sheet is `rows[n - 1]`; rows with nothing in them are there too. */
  rows: string[][]
  name: string
  /** Of all sheets, in their order. */
  sheets: string[]
  bytes: number
}

/** True for a file that begins as XLSX files do. */
export async function isWorkbook(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null)
  if (!file) return false
  try {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(4), position: 0 })
    return bytesRead === 4 && buffer.readUInt32LE(0) === 0x04034b50
  } finally {
    await file.close()
  }
}

const damaged = () => new Refusal('bad_request', `This workbook can't be read. ${instead}`)
const tooLarge = (what: string) => new Refusal('too_large', `${what} ${instead}`)

/**
 * @param wanted name of a sheet; undefined: the first
 * @throws Refusal `bad_request` (damaged, no such sheet), `too_large`
 */
export async function readWorkbook(path: string, wanted?: string): Promise<Sheet> {
  const bytes = await wholeFile(path)
  const sheets = await sheetsOf(bytes)
  const name = wanted ?? sheets[0]
  if (name === undefined || !sheets.includes(name))
    throw new Refusal('bad_request', `There is no sheet "${wanted}" in it. It has: ${sheets.join(', ')}.`)
  const data = await readSheet(bytes, name).catch(() => {
    throw damaged()
  })
  return { rows: data.map((row) => row.map(textOf)), name, sheets, bytes: bytes.length }
}

async function wholeFile(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    if ((await file.stat()).size > largest)
      throw tooLarge(`A workbook of more than ${largest / 1024 / 1024} MB is not read.`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** Numbers without exponent, days and times as ISO writes them. */
export function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return numberText(cell)
  if (typeof cell === 'boolean') return cell ? 'true' : 'false'
  if (cell instanceof Date) {
    if (Number.isNaN(cell.getTime())) return ''
    cell.setTime(Math.round(cell.getTime() / 1000) * 1000)
    const iso = cell.toISOString()
    return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19)
  }
  return String(cell)
}

/** As many digits as Excel keeps; what binary fractions add behind them is no part of the number. */
function numberText(number: number): string {
  const kept = Number(number.toPrecision(15))
  return Number.isInteger(kept) && Math.abs(kept) < 1e21 ? BigInt(kept).toString() : String(kept)
}

interface Entry {
  name: string
  method: number
  packed: number
  /** Of its local head. */
  at: number
}

/** Measures everything that is packed, and gives back the names of the sheets. */
async function sheetsOf(zip: Buffer): Promise<string[]> {
  let left = largestUnpacked
  let index = ''
  for (const entry of entriesOf(zip)) {
    const keep = entry.name === 'xl/workbook.xml'
    const { size, text } = await unpacked(zip, entry, keep ? Math.min(left, longestIndex) : left, keep)
    left -= size
    if (keep) index = text
  }
  const names = [...index.matchAll(/<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"/g)].map(([, name]) => plain(name ?? ''))
  if (names.length === 0 || names.length > mostSheets) throw damaged()
  return names
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const plain = (xml: string): string =>
  xml.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return entities[name] ?? whole
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

/** The directory at the end of a zip file. */
function entriesOf(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'))
  if (end < 0 || end + 22 > zip.length) throw damaged()
  const count = zip.readUInt16LE(end + 10)
  if (count > mostEntries) throw tooLarge(`This workbook holds more than ${mostEntries} parts.`)
  const entries: Entry[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50) throw damaged()
    const lengths = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [number, number, number]
    const name = zip.toString('utf8', at + 46, at + 46 + lengths[0])
    const [method, packed, local] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)]
    entries.push({ name, method, packed, at: local })
    at += 46 + lengths[0] + lengths[1] + lengths[2]
  }
  return entries
}

function unpacked(zip: Buffer, { at, method, packed }: Entry, most: number, keep: boolean) {
  if (at + 30 > zip.length || zip.readUInt32LE(at) !== 0x04034b50) throw damaged()
  const from = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28)
  const data = zip.subarray(from, from + packed)
  if (method !== 0 && method !== 8) throw damaged()
  const tooMuch = () => tooLarge(`This workbook unpacks to more than ${largestUnpacked / 1024 / 1024} MB.`)
  if (method === 0) {
    if (data.length > most) throw tooMuch()
    return Promise.resolve({ size: data.length, text: keep ? data.toString('utf8') : '' })
  }
  return new Promise<{ size: number; text: string }>((resolve, reject) => {
    const inflate = createInflateRaw()
    const kept: Buffer[] = []
    let size = 0
    inflate.on('data', (piece: Buffer) => {
      size += piece.length
      if (keep) kept.push(piece)
      if (size <= most) return
      inflate.destroy()
      reject(tooMuch())
    })
    inflate.on('end', () => resolve({ size, text: Buffer.concat(kept).toString('utf8') }))
    inflate.on('error', () => reject(damaged()))
    inflate.end(data)
  })
}
