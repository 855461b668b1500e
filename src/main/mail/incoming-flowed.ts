const feed = 10
const space = 32
const greater = 62
const dash = 45

/**
 * Ends the flow of `format=flowed` text where RFC 3676 ends it and parsers don't: where the depth of quoting changes
 * (§4.5), or somebody's new line is taken for the end of what they quote; and at the mark of a signature (§4.3).
 *
 * @param bytes a whole message with LF line ends; given back as it is when nothing in it flows
 */
export function endFlows(bytes: Uint8Array): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!/format="?flowed/i.test(buffer.toString('latin1'))) return bytes
  const result = new Uint8Array(bytes.length)
  let size = 0
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(feed, start)
    const end = found === -1 ? bytes.length : found
    const kept = isFixed(bytes, start, end) ? trimmed(bytes, start, end) : end
    result.set(bytes.subarray(start, kept), size)
    size += kept - start
    if (found !== -1) result[size++] = feed
    start = end + 1
  }
  return result.subarray(0, size)
}

function depth(bytes: Uint8Array, start: number): number {
  let count = 0
  while (bytes[start + count] === greater) count++
  return count
}

/** A line that must not flow into the next, although it may end with a space. */
function isFixed(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[end - 1] !== space) return false
  if (end - start === 3 && bytes[start] === dash && bytes[start + 1] === dash) return true
  return end + 1 < bytes.length && depth(bytes, start) !== depth(bytes, end + 1)
}

function trimmed(bytes: Uint8Array, start: number, end: number): number {
  let kept = end
  while (kept > start && bytes[kept - 1] === space) kept--
  return kept
}
