/**
 * Which copy of which workspace's data an email was sent from, as a mark in its head that only the workspace can read:
 * `X-Cadenza-Origin: EPOCH.MARK.DEVICE`. By it a Sent folder tells what left elsewhere in this computer's name.
 */
import { hmac } from '../hmac.ts'

/** What an email's mark is made of: its public id, the device that sends it, and the account's epoch there. */
export interface Origin {
  send: string
  device: string
  epoch: number
}

const length = 16
const mac = (key: Uint8Array, text: string): string => hmac(key, text, 'base64url').slice(0, length)
const ofWorkspace = (key: Uint8Array, send: string, epoch: number) => mac(key, `origin\0${send}\0${epoch}`)
const ofDevice = (key: Uint8Array, send: string, device: string) => mac(key, `origin device\0${send}\0${device}`)

/** @param key the workspace's secret for Message-IDs */
export const originMark = (key: Uint8Array, { send, device, epoch }: Origin): string =>
  `${epoch}.${ofWorkspace(key, send, epoch)}.${ofDevice(key, send, device)}`

/** Null for what no copy of this workspace's data has written. @param keys the workspace's, and those of before it joined */
export function readOrigin(
  keys: readonly Uint8Array[],
  send: string,
  mark: string | undefined,
): { epoch: number; isOf(device: string): boolean } | null {
  const [, digits = '', written, device] = /^(\d{1,15})\.([\w-]{16})\.([\w-]{16})$/.exec(mark ?? '') ?? []
  const epoch = Number(digits)
  const key = written === undefined ? undefined : keys.find((each) => ofWorkspace(each, send, epoch) === written)
  return key ? { epoch, isOf: (other) => ofDevice(key, send, other) === device } : null
}
