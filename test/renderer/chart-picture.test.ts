import { expect, it } from 'vitest'
import { plainColour } from '../../src/renderer/parts/chart/marks.ts'
import { svgOf } from '../../src/renderer/parts/chart/picture.ts'

it('writes computed colours as every program reads them', () => {
  const colours = {
    'rgb(43, 53, 196)': '#2b35c4',
    'rgba(0, 0, 0, 0)': null,
    'rgba(27, 26, 32, 0.5)': '#1b1a20',
    'color(srgb 0.5 1 0)': '#80ff00',
    'color(srgb 1.2e-5 0.25 1 / 0)': null,
    none: null,
  }
  expect(Object.fromEntries(Object.keys(colours).map((from) => [from, plainColour(from)]))).toEqual(colours)
})

it('keeps what people wrote out of the markup of a picture', () => {
  const text = '</text><script>alert("1")</script> & so on'
  const svg = svgOf(
    {
      width: 100,
      height: 40,
      background: '#ffffff',
      marks: [{ kind: 'text', text, x: 1, y: 2, fill: '#000000', weight: '430', size: 12, family: '"A B", serif' }],
    },
    text,
  )
  expect(svg).not.toContain('<script')
  expect(svg.match(/&lt;script&gt;alert\(&quot;1&quot;\)/g)).toHaveLength(2)
  expect(svg).toContain('font-family="&quot;A B&quot;, serif"')
})
