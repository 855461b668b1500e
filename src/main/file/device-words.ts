/** The words of a device's keys, as people compare them. */
import { createHash } from 'node:crypto'
import { fingerprintOf } from '../../shared/domain/fingerprint.ts'

/** Of both public keys together: neither can be another's without other words. */
export const wordsOfDevice = (device: { signingKey: string; sealingKey: string }): string[] =>
  fingerprintOf(createHash('sha256').update(`cadenza words 1\n${device.signingKey}\n${device.sealingKey}`).digest())
