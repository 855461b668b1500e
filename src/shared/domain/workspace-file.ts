/**
 * The workspace file (*.cadenza): what one computer hands to others. From outside in: an age file (age-encryption.org/v1)
 * for the team's devices or a passphrase; a line that names the format; gzip; and frames: a manifest, the chunks of every
 * device's chain, the attachments that they speak of, and an end that signs all of it. docs/workspace-file.md.
 */
import { longestAttachments } from './sequence-attachment.ts'
import { isInstant } from './time.ts'

/** The first bytes inside the encryption. The number rises when an older Cadenza could no longer read it. */
export const fileMagic = 'cadenza workspace file 1\n'
/** Of any version. */
export const fileMagicStart = 'cadenza workspace file '

/** M: manifest. C: a chunk. A: an attachment begins. B: a piece of it. E: the end. */
export type FrameKind = 'M' | 'C' | 'A' | 'B' | 'E'

/** How long a frame of each kind may be, in bytes: what is longer is refused before it is read. */
export const frameLimits: Record<FrameKind, number> = {
  M: 1024 * 1024,
  C: 64 * 1024 * 1024,
  A: 1024,
  B: 64 * 1024,
  E: 4096,
}
/** One attachment, in bytes: an email holds no more of all of them. */
export const attachmentLimit = longestAttachments
/** Frames in one file. */
export const mostFrames = 1_000_000
/**
 * What is inside may be so many times as large as the file, and `inflationFloor` bytes on top: random salts and signatures
 * in every change keep an honest one far below.
 */
export const mostInflation = 60
export const inflationFloor = 4 * 1024 * 1024

/** The first frame. */
export interface Manifest {
  format: 1
  /** Public id of the workspace. */
  workspace: string
  /** Public id and public signing key of the device that wrote the file. */
  device: string
  signingKey: string
  /** ms since the epoch, by its clock. */
  writtenAt: number
  /** Everything it held; false: what its readers had not said they hold. */
  whole: boolean
  /** Up to which chunk of each device its writer holds. */
  holds: Record<string, number>
  /** How many chunks follow, and how many changes are in them. */
  chunks: number
  changes: number
}

const name = /^[0-9a-z]{1,40}$/
const counts = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const manifestKeys = ['changes', 'chunks', 'device', 'format', 'holds', 'signingKey', 'whole', 'workspace', 'writtenAt']

/** 'newer' where its format is one that this version does not know, null where it is damaged. */
export function readManifest(value: unknown): Manifest | 'newer' | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const found = value as Record<string, unknown>
  if (counts(found.format) && found.format > 1) return 'newer'
  const { holds } = found
  const whole =
    found.format === 1 &&
    Object.keys(found).sort().join() === manifestKeys.join() &&
    [found.workspace, found.device].every((one) => typeof one === 'string' && name.test(one)) &&
    typeof found.signingKey === 'string' &&
    /^[\w-]{43}$/.test(found.signingKey) &&
    [found.chunks, found.changes].every(counts) &&
    isInstant(found.writtenAt) &&
    typeof found.whole === 'boolean' &&
    typeof holds === 'object' &&
    holds !== null &&
    !Array.isArray(holds) &&
    Object.entries(holds).every(([device, number]) => name.test(device) && counts(number))
  return whole ? (found as unknown as Manifest) : null
}

/** What a device calls its `number`th file in a folder that the team shares. */
export const sharedFileName = (device: string, number: number): string => `${device}-${number}.cadenza`

/** The number of a device's own file; null: a file of somebody else, or a copy that a sync program made. */
export function ownFileNumber(device: string, name: string): number | null {
  const found = /^([0-9a-z]{1,40})-([1-9]\d{0,11})\.cadenza$/.exec(name)
  return found && found[1] === device ? Number(found[2]) : null
}

/** Up to which chunk of each device all of several computers hold it: what is behind that, one of them lacks. */
export function heldByAll(holds: readonly Record<string, number>[]): Record<string, number> {
  const [first = {}, ...others] = holds
  return Object.fromEntries(
    Object.entries(first)
      .map(([device, number]) => [device, Math.min(number, ...others.map((held) => held[device] ?? 0))] as const)
      .filter(([, number]) => number > 0),
  )
}
