/** The outermost layer: age (age-encryption.org/v1), so that `age -d` opens a workspace file without Cadenza. */
import { open } from 'node:fs/promises'
import { Decrypter, Encrypter } from 'age-encryption'
import { Refusal } from '../../shared/domain/failure.ts'
import { openWith, sealWith } from './age-passphrase.ts'
import { isSealingKey } from './device-keys.ts'
import { damaged, noWorkspaceFile } from './trouble.ts'

/** Whom a file is sealed for. */
export type SealFor = { recipients: readonly string[] } | { passphrase: string }
/** What opens it: `AGE-SECRET-KEY-1…` of this device, a passphrase, or both. */
export interface Openers {
  identity?: string | undefined
  passphrase?: string | undefined
}

/** What guessing a passphrase costs: N = 2^17, 128 MiB, most of a second. */
const workFactor = 17
/** A stranger's file may ask for twice that and no more: memory and time are ours. */
const mostWork = 18
/** Where the payload of any file begins, at the latest: a thousand recipients take 110 kB. */
const longestHead = 256 * 1024
const pieceSize = 64 * 1024

/** The sealed bytes of a stream. */
export async function seal(plain: AsyncIterable<Uint8Array>, to: SealFor): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter()
  if ('passphrase' in to) sealWith(encrypter, to.passphrase, workFactor)
  else {
    if (!to.recipients.some(isSealingKey)) throw new Error('sealed for nobody')
    // a computer whose key is none can't read anyway, and must not keep the others from being written for
    for (const recipient of to.recipients.filter(isSealingKey)) encrypter.addRecipient(recipient)
  }
  return encrypter.encrypt(ReadableStream.from(plain) as ReadableStream<Uint8Array>)
}

export interface AgeHead {
  sealed: 'devices' | 'passphrase'
  /** Bytes of the whole file. */
  size: number
}

/**
 * Looks at the unencrypted head of a file. It proves nothing yet; it bounds what decrypting may cost.
 *
 * @throws Refusal `damaged_file`, `not_found`
 */
export async function readAgeHead(path: string): Promise<AgeHead> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new Refusal('not_found', `${path} can't be read: ${error.code}.`)
  })
  try {
    const { size } = await handle.stat()
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestHead), 0, longestHead, 0)
    const text = buffer.toString('latin1', 0, bytesRead)
    if (!text.startsWith('age-encryption.org/v1\n')) throw noWorkspaceFile()
    const end = text.indexOf('\n--- ')
    if (end < 0) throw damaged('Its head has no end')
    const scrypt = /\n-> scrypt \S+ (\d+)\n/.exec(text.slice(0, end + 1))
    if (scrypt && Number(scrypt[1]) > mostWork)
      throw damaged('Opening it would take more memory than any file of Cadenza needs')
    return { sealed: scrypt ? 'passphrase' : 'devices', size }
  } finally {
    await handle.close()
  }
}

/**
 * What a file holds, decrypted piece by piece; no piece is given out before its tag was checked.
 *
 * @param onBytes told of every piece as it is on disk: what was read, for progress and to recognise the file
 * @throws Refusal `forbidden` when it is sealed for others or the passphrase is wrong, `damaged_file`
 */
export async function* unseal(
  path: string,
  openers: Openers,
  onBytes: (piece: Buffer) => void,
): AsyncGenerator<Uint8Array> {
  const head = await readAgeHead(path)
  const decrypter = new Decrypter()
  if (head.sealed === 'devices') {
    if (openers.identity === undefined) throw sealedForOthers()
    decrypter.addIdentity(openers.identity)
  } else {
    if (openers.passphrase === undefined)
      throw new Refusal('forbidden', 'The file is sealed with a passphrase. Give the passphrase.', {
        needs: 'passphrase',
      })
    openWith(decrypter, openers.passphrase, mostWork)
  }
  const raw = pieces(path, onBytes)
  try {
    yield* await decrypter.decrypt(ReadableStream.from(raw) as ReadableStream<Uint8Array>)
  } catch (error) {
    throw whyNot(error, head)
  } finally {
    await raw.return(undefined)
  }
}

async function* pieces(path: string, onBytes: (piece: Buffer) => void): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    for (;;) {
      // a new one each time: what reads the head keeps parts of it
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(pieceSize), 0, pieceSize)
      if (bytesRead === 0) return
      const piece = buffer.subarray(0, bytesRead)
      onBytes(piece)
      yield piece
    }
  } finally {
    await handle.close()
  }
}

const sealedForOthers = () =>
  new Refusal(
    'forbidden',
    'The file was not written for this computer. Where it waits to be admitted, an admin admits it and has the file written again; where it was taken out of the team, no file is written for it any more.',
    {
      needs: 'recipient',
    },
  )

function whyNot(error: unknown, { sealed }: AgeHead): unknown {
  const { code, name } = error as NodeJS.ErrnoException
  // what the disk says, or whoever cancelled; cryptography's own errors have a number for a code
  if (error instanceof Refusal || typeof code === 'string' || name === 'AbortError') return error
  const words = (error as Error).message ?? ''
  if (/no identity matched/.test(words))
    return sealed === 'passphrase'
      ? new Refusal('forbidden', 'The passphrase is not the one that the file was sealed with.', {
          needs: 'passphrase',
        })
      : sealedForOthers()
  return damaged('What is in it is not what was sealed')
}
