import { inflateSync } from 'node:zlib'

/** A line of text as it stands on a page: its left edge and size in points, and its font's name in the file. */
export interface PdfLine {
  page: number
  x: number
  size: number
  font: string
  text: string
}

const windows = new TextDecoder('windows-1252')

/** Text between BT and ET; pdfkit writes each line so, in the hexadecimal of the font's own encoding. */
function linesOf(content: string, page: number): PdfLine[] {
  return [...content.matchAll(/\bBT\b([\s\S]*?)\bET\b/g)].map(([, inside = '']) => {
    const [, font = '', size = '0'] = /\/(\w+) ([\d.]+) Tf/.exec(inside) ?? []
    const [, x = 'NaN'] = /[\d.-]+ [\d.-]+ [\d.-]+ [\d.-]+ ([\d.-]+) [\d.-]+ Tm/.exec(inside) ?? []
    const hex = [...inside.matchAll(/<([\da-f]*)>/gi)].map(([, digits]) => digits).join('')
    return { page, x: Number(x), size: Number(size), font, text: windows.decode(Buffer.from(hex, 'hex')) }
  })
}

/** What somebody reads in a PDF that pdfkit wrote with the fonts every reader has, line by line. */
export function pdfLines(file: Buffer): PdfLine[] {
  const text = file.toString('latin1')
  const contents = [...text.matchAll(/\/Filter \/FlateDecode\s*>>\s*stream\r?\n/g)].map((found) => {
    const from = found.index + found[0].length
    return inflateSync(file.subarray(from, text.indexOf('endstream', from))).toString('latin1')
  })
  return contents.filter((content) => /\bBT\b/.test(content)).flatMap((content, page) => linesOf(content, page + 1))
}

export interface Paper {
  title: string
  /** By heading: each row's label and value, or what is said instead of rows. */
  sections: Record<string, [label: string, value: string][] | string>
}

/** The same of a dossier: headings are larger than what stands below them, labels stand left of their values. */
export function paperOf(file: Buffer): Paper {
  const [title, ...lines] = pdfLines(file)
  const paper: Paper = { title: title?.text ?? '', sections: {} }
  let rows: [string, string][] = []
  let isLabel = false
  for (const { size, x, text } of lines) {
    const last = rows.at(-1)
    if (size === 12) {
      rows = []
      paper.sections[text] = rows
      isLabel = false
    } else if (size === 10) paper.sections[Object.keys(paper.sections).at(-1) ?? ''] = text
    else if (x < 100) {
      // a long label goes on in its next line
      if (isLabel && last) last[0] += text
      else rows.push([text, ''])
      isLabel = true
    } else if (last) {
      last[1] += (last[1] && '\n') + text
      isLabel = false
    }
  }
  return paper
}
