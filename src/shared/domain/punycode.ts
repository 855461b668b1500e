/**
 * Domains in other scripts, in the form that travels: RFC 3492 (punycode) under the rules of RFC 5891 as browsers
 * apply them (case folded, composed, full-width dots taken as dots).
 */

const base = 36
const tMin = 1
const tMax = 26

// Letters, marks and digits of any script, and the hyphen. Symbols, emoji and invisible joiners are left out:
// registries refuse most of them, and a pasted invisible character would silently make another domain.
const labelCharacters = /^[\p{L}\p{M}\p{N}-]+$/u

/**
 * The ASCII form of a domain that has other letters, in lower case; null when a label can't be one. ASCII labels are
 * left to the caller's own check.
 */
export function domainToAscii(domain: string): string | null {
  const folded = domain
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[。．｡]/g, '.')
  const labels: string[] = []
  for (const label of folded.split('.')) {
    const ascii = /^[\u0020-\u007e]*$/.test(label) ? label : labelToAscii(label)
    if (ascii === null) return null
    labels.push(ascii)
  }
  return labels.join('.')
}

function labelToAscii(label: string): string | null {
  // A hyphen in places 3 and 4 is kept for encoded labels (RFC 5891 §4.2.3.1); a label can't begin with a mark.
  if (!labelCharacters.test(label) || /^\p{M}/u.test(label) || label.slice(2, 4) === '--') return null
  if (label.startsWith('-') || label.endsWith('-')) return null
  return `xn--${encode([...label].map((c) => c.codePointAt(0) ?? 0))}`
}

/** RFC 3492 §6.3. */
function encode(points: number[]): string {
  const basic = points.filter((p) => p < 128)
  let out = String.fromCharCode(...basic)
  if (basic.length > 0) out += '-'
  let n = 128
  let delta = 0
  let bias = 72
  let done = basic.length
  while (done < points.length) {
    const next = points.reduce((least, p) => (p >= n && p < least ? p : least), 0x110000)
    delta += (next - n) * (done + 1)
    n = next
    for (const point of points) {
      if (point < n) delta++
      if (point !== n) continue
      out += variableLength(delta, bias)
      bias = adapt(delta, done + 1, done === basic.length)
      delta = 0
      done++
    }
    delta++
    n++
  }
  return out
}

function variableLength(delta: number, bias: number): string {
  let out = ''
  let q = delta
  for (let k = base; ; k += base) {
    const t = Math.min(Math.max(k - bias, tMin), tMax)
    if (q < t) return out + digit(q)
    out += digit(t + ((q - t) % (base - t)))
    q = Math.floor((q - t) / (base - t))
  }
}

/** RFC 3492 §6.1. */
function adapt(delta: number, points: number, first: boolean): number {
  let d = first ? Math.floor(delta / 700) : Math.floor(delta / 2)
  d += Math.floor(d / points)
  let k = 0
  while (d > ((base - tMin) * tMax) / 2) {
    d = Math.floor(d / (base - tMin))
    k += base
  }
  return k + Math.floor(((base - tMin + 1) * d) / (d + 38))
}

function digit(value: number): string {
  return String.fromCharCode(value < 26 ? value + 97 : value + 22)
}
