// The icon containers of Windows and macOS around PNG files, both ways: made by scripts/icons.mjs, read by a test.

/** Width and height of a PNG, from its first chunk. */
export function sizeOfPng(png) {
  if (png.readUInt32BE(0) !== 0x89504e47 || png.toString('latin1', 12, 16) !== 'IHDR') throw new Error('this is no PNG')
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
}

/** ICO: a head, 16 bytes about each picture, the pictures. A width of 256 is written as 0. */
export function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  pictures.forEach(({ size, png }, i) => {
    const at = 6 + 16 * i
    head.writeUInt8(size % 256, at)
    head.writeUInt8(size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += png.length
  })
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}

export function readIco(file) {
  if (file.readUInt16LE(0) !== 0 || file.readUInt16LE(2) !== 1) throw new Error('this is no ICO')
  return Array.from({ length: file.readUInt16LE(4) }, (_, i) => {
    const at = 6 + 16 * i
    const [length, offset] = [file.readUInt32LE(at + 8), file.readUInt32LE(at + 12)]
    return { size: file.readUInt8(at) || 256, png: file.subarray(offset, offset + length) }
  })
}

/** Types of macOS that hold a PNG, by pixels: the plain one and, where there is one, that of half the points (@2x). */
const types = {
  32: ['ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
}

const chunk = (type, data) => {
  const head = Buffer.alloc(8)
  head.write(type, 0, 'latin1')
  head.writeUInt32BE(data.length + 8, 4)
  return Buffer.concat([head, data])
}

/** ICNS: chunks of a type, a length and a PNG, in one chunk around them. */
export function icns(pictures) {
  return chunk('icns', Buffer.concat(pictures.flatMap(({ size, png }) => types[size].map((type) => chunk(type, png)))))
}

export function readIcns(file) {
  if (file.toString('latin1', 0, 4) !== 'icns' || file.readUInt32BE(4) !== file.length)
    throw new Error('this is no ICNS')
  const pictures = []
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    const type = file.toString('latin1', at, at + 4)
    const size = Number(Object.keys(types).find((each) => types[each].includes(type)))
    pictures.push({ type, size, png: file.subarray(at + 8, at + file.readUInt32BE(at + 4)) })
  }
  return pictures
}
