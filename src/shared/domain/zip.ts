/** An archive of small files, stored as they are (APPNOTE 6.3, method 0): every system opens it. */

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xed_b8_83_20 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

export function crc32(content: Uint8Array): number {
  let c = 0xff_ff_ff_ff
  for (const byte of content) c = (table[(c ^ byte) & 255] as number) ^ (c >>> 8)
  return (c ^ 0xff_ff_ff_ff) >>> 0
}

export interface ZipFile {
  /** Without a folder, in UTF-8. */
  name: Uint8Array
  content: Uint8Array
}

/** More need another form of archive. */
export const mostFiles = 65_534

/** 1 January 1980, the earliest there is: the same files always give the same archive. */
const dosDate = 0x21
const utf8Names = 0x08_00

function record(signature: number, size: number, fields: readonly [at: number, bytes: 2 | 4, value: number][]) {
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, signature, true)
  for (const [at, width, value] of fields)
    if (width === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
  return bytes
}

/**
 * The archive in pieces, to be written one after the other.
 *
 * @throws RangeError with more than `mostFiles` files, or 4 GB
 */
export function zipOf(files: readonly ZipFile[]): Uint8Array[] {
  if (files.length > mostFiles) throw new RangeError(`an archive holds ${mostFiles} files at most`)
  const pieces: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const { name: called, content } of files) {
    const same: [number, 2 | 4, number][] = [
      [0, 2, 20],
      [2, 2, utf8Names],
      [8, 2, dosDate],
      [10, 4, crc32(content)],
      [14, 4, content.length],
      [18, 4, content.length],
      [22, 2, called.length],
    ]
    const from = (start: number) =>
      same.map(([at, width, value]): [number, 2 | 4, number] => [at + start, width, value])
    directory.push(record(0x02_01_4b_50, 46, [[4, 2, 20], ...from(6), [42, 4, offset]]), called)
    pieces.push(record(0x04_03_4b_50, 30, from(4)), called, content)
    offset += 30 + called.length + content.length
  }
  const length = directory.reduce((sum, piece) => sum + piece.length, 0)
  if (offset + length > 0xff_ff_ff_ff) throw new RangeError('an archive of this kind holds 4 GB at most')
  const end = record(0x06_05_4b_50, 22, [
    [8, 2, files.length],
    [10, 2, files.length],
    [12, 4, length],
    [16, 4, offset],
  ])
  return [...pieces, ...directory, end]
}
