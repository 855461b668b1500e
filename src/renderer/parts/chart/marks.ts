/**
 * What a chart on the page consists of, as plain marks: paths and pieces of text with their place and their look, as the
 * browser worked them out. A picture is made of these, so that it looks like the page without any of its style sheets.
 */

interface Box {
  left: number
  top: number
}

export interface PathMark {
  kind: 'path'
  /** As in SVG's `d`. */
  d: string
  /** From the path's own space to the picture's, px. */
  matrix: [a: number, b: number, c: number, d: number, e: number, f: number]
  /** A colour that any program reads, or null: not filled. */
  fill: string | null
  fillOpacity: number
  stroke: string | null
  strokeWidth: number
  dash: number[]
}

export interface TextMark {
  kind: 'text'
  text: string
  /** Where its first letter begins on the line, px. */
  x: number
  y: number
  fill: string
  weight: string
  /** px */
  size: number
  family: string
}

export type Mark = PathMark | TextMark

export interface Picture {
  /** px */
  width: number
  height: number
  background: string
  marks: Mark[]
}

const byte = (share: number): string =>
  Math.round(Math.min(1, Math.max(0, share)) * 255)
    .toString(16)
    .padStart(2, '0')

/** A computed colour as #rrggbb: other programs don't read `color(srgb …)`. Null: it can't be seen. */
export function plainColour(computed: string): string | null {
  const [kind] = /^[a-z]+/.exec(computed) ?? []
  const numbers = computed.match(/-?\d*\.?\d+(?:e-?\d+)?/g)?.map(Number) ?? []
  if (kind === 'rgb' || kind === 'rgba') {
    const [r = 0, g = 0, b = 0, alpha = 1] = numbers
    return alpha === 0 ? null : `#${[r, g, b].map((part) => byte(part / 255)).join('')}`
  }
  if (computed.startsWith('color(srgb')) {
    const [r = 0, g = 0, b = 0, alpha = 1] = numbers
    return alpha === 0 ? null : `#${[r, g, b].map(byte).join('')}`
  }
  return null
}

const n = (element: Element, name: string): number => Number(element.getAttribute(name) ?? 0)

/** A shape as a path; null: it is none. */
function outline(shape: Element): string | null {
  if (shape.tagName === 'path') return shape.getAttribute('d')
  if (shape.tagName === 'line') return `M${n(shape, 'x1')} ${n(shape, 'y1')}L${n(shape, 'x2')} ${n(shape, 'y2')}`
  if (shape.tagName === 'rect')
    return `M${n(shape, 'x')} ${n(shape, 'y')}h${n(shape, 'width')}v${n(shape, 'height')}h${-n(shape, 'width')}Z`
  if (shape.tagName === 'circle') {
    const r = n(shape, 'r')
    return `M${n(shape, 'cx') - r} ${n(shape, 'cy')}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
  }
  return null
}

function pathOf(shape: SVGGraphicsElement, at: Box): PathMark | null {
  const d = outline(shape)
  const look = getComputedStyle(shape)
  const fill = shape.tagName === 'line' ? null : plainColour(look.fill)
  const width = Number.parseFloat(look.strokeWidth)
  const stroke = width > 0 && Number(look.strokeOpacity) > 0 ? plainColour(look.stroke) : null
  if (d === null || (fill === null && stroke === null)) return null
  const m = shape.getCTM()
  if (m === null) return null
  return {
    kind: 'path',
    d,
    matrix: [m.a, m.b, m.c, m.d, m.e + at.left, m.f + at.top],
    fill,
    fillOpacity: Number(look.fillOpacity),
    stroke,
    strokeWidth: width,
    dash: (look.strokeDasharray.match(/[\d.]+/g) ?? []).map(Number),
  }
}

const lettering = (look: CSSStyleDeclaration) => ({
  weight: look.fontWeight,
  size: Number.parseFloat(look.fontSize),
  family: look.fontFamily,
})

function textOf(piece: SVGTextContentElement, at: Box): TextMark | null {
  const text = piece.textContent ?? ''
  const matrix = piece.getCTM()
  if (text.trim() === '' || matrix === null) return null
  const look = getComputedStyle(piece)
  const { x, y } = piece.getStartPositionOfChar(0).matrixTransform(matrix)
  return {
    kind: 'text',
    text,
    x: x + at.left,
    y: y + at.top,
    fill: plainColour(look.fill) ?? '#000000',
    ...lettering(look),
  }
}

/** Whether the browser shows it: what stands in definitions or is hidden is no part of the picture. */
const isShown = (element: Element): boolean =>
  element.closest('defs, clipPath') === null && getComputedStyle(element).visibility !== 'hidden'

function marksOfSvg(svg: SVGSVGElement, at: Box): Mark[] {
  const found: (Mark | null)[] = []
  for (const element of svg.querySelectorAll<SVGGraphicsElement>('path, line, rect, circle, text')) {
    if (!isShown(element)) continue
    if (element.tagName !== 'text') found.push(pathOf(element, at))
    else {
      const lines = [...element.querySelectorAll('tspan')]
      for (const piece of lines.length > 0 ? lines : [element as unknown as SVGTextContentElement])
        found.push(textOf(piece as SVGTextContentElement, at))
    }
  }
  return found.filter((mark) => mark !== null)
}

/** A line of text outside the drawing, and the square of colour before it. */
function marksOfHtml(
  element: HTMLElement,
  at: Box,
  { heading, ascent }: { heading: string; ascent: (look: CSSStyleDeclaration) => number },
): Mark[] {
  const box = element.getBoundingClientRect()
  const look = getComputedStyle(element)
  const [left, top] = [box.left - at.left, box.top - at.top]
  if (element.dataset.print === 'swatch')
    return [
      {
        kind: 'path',
        d: `M${left} ${top}h${box.width}v${box.height}h${-box.width}Z`,
        matrix: [1, 0, 0, 1, 0, 0],
        fill: plainColour(look.backgroundColor),
        fillOpacity: 1,
        stroke: null,
        strokeWidth: 0,
        dash: [],
      },
    ]
  const range = document.createRange()
  range.selectNodeContents(element)
  const line = range.getBoundingClientRect()
  return [
    {
      kind: 'text',
      text: element.tagName === 'H2' ? heading : (element.textContent ?? ''),
      x: line.left - at.left,
      y: line.top - at.top + ascent(look),
      fill: plainColour(look.color) ?? '#000000',
      ...lettering(look),
    },
  ]
}

/**
 * Reads a part of the page: its drawings, and what is marked with `data-print` as words ("text") or colour ("swatch").
 *
 * @param heading what stands in place of its title: away from the page nobody knows what it is of
 * @param edge px of paper around it
 */
export function readPicture(part: HTMLElement, heading: string, edge = 16): Picture {
  const box = part.getBoundingClientRect()
  const corner = { left: box.left - edge, top: box.top - edge }
  const ruler = document.createElement('canvas').getContext('2d')
  const ascent = (look: CSSStyleDeclaration): number => {
    if (!ruler) return Number.parseFloat(look.fontSize)
    ruler.font = `${look.fontWeight} ${look.fontSize} ${look.fontFamily}`
    return ruler.measureText('x').fontBoundingBoxAscent
  }
  const marks: Mark[] = []
  for (const element of part.querySelectorAll<HTMLElement>('[data-print]'))
    marks.push(...marksOfHtml(element, corner, { heading, ascent }))
  for (const svg of part.querySelectorAll<SVGSVGElement>('.chart-drawing svg')) {
    if (svg.parentElement?.closest('svg') || svg.clientWidth === 0) continue
    const at = svg.getBoundingClientRect()
    marks.push(...marksOfSvg(svg, { left: at.left - corner.left, top: at.top - corner.top }))
  }
  return {
    width: Math.ceil(box.width + 2 * edge),
    height: Math.ceil(box.height + 2 * edge),
    background: plainColour(getComputedStyle(document.body).backgroundColor) ?? '#ffffff',
    marks,
  }
}
