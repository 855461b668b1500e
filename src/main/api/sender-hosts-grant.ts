/** Leave to send from an account, sealed to one host: it travels as a file, by hand, and never through the queue. */
import { Refusal } from '../../shared/domain/failure.ts'
import { reportKey, sealTo } from '../file/device-keys.ts'
import type { Grant } from '../queue/grant.ts'
import type { AccountRow } from '../store/accounts.ts'
import { deedOf, note } from '../store/journal.ts'
import { noteSenderGrant, type SenderHostRow } from '../store/queue.ts'
import { readSecret, secretName } from './accounts-secret.ts'
import type { Context } from './context.ts'
import { ownKeysOrNew } from './device-own.ts'

/** The file, and what it is called. @throws Refusal `state`, `keychain_unavailable` */
export async function grantFor({ room, asker }: Context, account: AccountRow, host: SenderHostRow) {
  const { store, ports, changes, smtp: lent } = room
  const keys = await ownKeysOrNew(room)
  const secret = account.hasSecret ? await readSecret(ports.keychain, secretName(account.secretId)) : null
  if (account.smtp === null || (account.hasSecret && secret === null))
    throw new Refusal('state', `The password of ${account.address} is missing from the keychain: enter it again first.`)
  const grant: Grant = {
    v: 1,
    workspace: keys.device,
    account: account.secretId,
    address: account.address,
    smtp: { ...(lent?.ca ? { ca: lent.ca } : {}), ...account.smtp },
    secret,
    signing_key: keys.signingKey,
    sealing_key: keys.sealingKey,
    report_key: reportKey(keys.secret.signing, account.secretId),
  }
  const sealed = await sealTo([host.key], Buffer.from(JSON.stringify(grant), 'utf8'))
  const now = ports.clock.now()
  store.write((tx) => {
    noteSenderGrant(tx, { hostId: host.id, accountId: account.id, givenAt: now })
    note(tx, now, 'hosts', `${host.name} was given leave to send from ${account.address}.`, {
      account: account.publicId,
      ...deedOf(asker),
    })
  })
  changes.tell('workspace')
  return {
    file_name: `${account.address.replace(/[^\w.@+-]/g, '_')} for ${host.name.replace(/[^\w.-]/g, '_')}.grant`,
    sealed: Buffer.from(sealed).toString('base64'),
  }
}
