/** A picture of a chart: as SVG, which names no style sheet, and as PNG, drawn on a canvas without loading an image. */
import type { Mark, Picture } from './marks.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const short = (value: number): string => String(Math.round(value * 1000) / 1000)

function elementOf(mark: Mark): string {
  if (mark.kind === 'text') {
    const { x, y, weight, size, family, fill, text } = mark
    return `<text x="${short(x)}" y="${short(y)}" font-family="${escaped(family)}" font-size="${size}" font-weight="${escaped(weight)}" fill="${fill}" xml:space="preserve">${escaped(text)}</text>`
  }
  const { d, matrix, fill, fillOpacity, stroke, strokeWidth, dash } = mark
  const line = stroke === null ? '' : ` stroke="${stroke}" stroke-width="${short(strokeWidth)}"`
  const dashed = stroke === null || dash.length === 0 ? '' : ` stroke-dasharray="${dash.map(short).join(' ')}"`
  const seen = fill === null || fillOpacity === 1 ? '' : ` fill-opacity="${short(fillOpacity)}"`
  return `<path d="${escaped(d)}" transform="matrix(${matrix.map(short).join(' ')})" fill="${fill ?? 'none'}"${seen}${line}${dashed}/>`
}

/** @param title read out by whoever opens the file and can't see it */
export function svgOf({ width, height, background, marks }: Picture, title: string): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${background}"/>`,
    ...marks.map(elementOf),
    '</svg>\n',
  ].join('\n')
}

function draw(on: CanvasRenderingContext2D, mark: Mark): void {
  if (mark.kind === 'text') {
    on.fillStyle = mark.fill
    on.font = `${mark.weight} ${mark.size}px ${mark.family}`
    on.fillText(mark.text, mark.x, mark.y)
    return
  }
  on.save()
  on.transform(...mark.matrix)
  const path = new Path2D(mark.d)
  if (mark.fill !== null) {
    on.globalAlpha = mark.fillOpacity
    on.fillStyle = mark.fill
    on.fill(path)
    on.globalAlpha = 1
  }
  if (mark.stroke !== null) {
    on.strokeStyle = mark.stroke
    on.lineWidth = mark.strokeWidth
    on.setLineDash(mark.dash)
    on.stroke(path)
  }
  on.restore()
}

/**
 * @public the frame of a chart loads it when somebody asks for the picture
 * @param scale pixels a px: two, so that it is sharp on paper and on a fine screen
 */
export function pngOf({ width, height, background, marks }: Picture, scale = 2): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = width * scale
  canvas.height = height * scale
  const on = canvas.getContext('2d')
  if (!on) return Promise.reject(new Error('this browser draws no pictures'))
  on.scale(scale, scale)
  on.fillStyle = background
  on.fillRect(0, 0, width, height)
  for (const mark of marks) draw(on, mark)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be made'))), 'image/png'),
  )
}
