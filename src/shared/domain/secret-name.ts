/**
 * What a secret is called in the keychain. The names are read by versions to come: an entry under another name would be
 * lost, and its password asked for again.
 */

/** Which secret of an account: `imap` only where reading needs another, `tokens` where somebody signed in. */
export type SecretPart = 'imap' | 'tokens'

/** The entry of an account's secret; without `part` the password for sending. */
export const secretName = (publicId: string, part?: SecretPart): string => (part ? `${publicId}/${part}` : publicId)

/** The private part of the key that a domain's mail is signed with. */
export const dkimSecretName = (publicId: string): string => `dkim/${publicId}`

/** That of the key that takes over as soon as the name servers show it. */
export const nextDkimSecretName = (publicId: string): string => `dkim/${publicId}/next`

/** The password of the mail server that a package brings, where somebody put one into the keychain. */
export const packagedSecretName = 'managed/package'

/** The secret of the client that signs people in at a provider. */
export const clientSecretName = (provider: 'google' | 'microsoft'): string => `client/${provider}`

/** What news for a receiver is signed with. */
export const webhookSecretName = (publicId: string): string => `webhook/${publicId}`

/** The private parts of a device's own keys, by the device's public id. */
export const deviceSecretName = (device: string): string => `device/${device}`

/** How far this copy of the data has come, so that an older copy of it is recognised. */
export const guardSecretName = (name: string): string => `guard/${name}`

/** The private part of the key that emails are sealed to for this computer as a sender host. */
export const senderKeyName = 'sender/key'

/** What a sender host may send from an account, by its public id. */
export const senderGrantName = (account: string): string => `sender/grant/${account}`

/** The password of the queue that sender hosts take emails from, by the public id of the computer that hands them in. */
export const queueSecretName = (device: string): string => `queue/${device}`
