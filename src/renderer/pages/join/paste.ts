import { join as words } from '../../words/devices.ts'

/** What is asked for on both sides of joining: an invitation, or the answer to one. */
export const about = (label: string) => ({
  label,
  more: words.pasteMore,
  look: words.look,
  choose: words.choose,
  most: 60_000,
})
