/** What stands in a team's screens now and then: letters that wait, a key nobody has seen, grants of others, many backups. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { newDeviceKeys, signText } from '../../src/main/file/device-keys.ts'
import { backupName } from '../../src/main/store/backup-names.ts'
import { letterName, packLetter } from '../../src/main/store/letter-text.ts'
import { insertLetter } from '../../src/main/store/letters.ts'
import type { BackupKind } from '../../src/shared/domain/backup.ts'
import { type DelegationLetter, letterLink } from '../../src/shared/domain/delegation-letter.ts'
import type { Story } from '../work/story.ts'
import type { Scene } from './gallery-scenes.ts'

const DAY = 86_400_000

interface Person {
  id: number
  publicId: string
  name: string
  address: string
}

function named(s: Story, name: string): Person {
  const found = s.engine.room.store.get<Person>(
    'SELECT id, public_id AS publicId, name, address FROM seats WHERE name LIKE ?',
    `${name}%`,
  )
  if (!found) throw new Error(`nobody here is called ${name}`)
  return found
}

/** Somebody's request to send for Anna, signed on a computer of theirs that is not in the team. */
async function letterOf(s: Story, name: string, reason: string | null): Promise<string> {
  const keys = await newDeviceKeys(`${name.toLowerCase()}device0000000`.slice(0, 20))
  const seat = ({ publicId, name, address }: Person) => ({ id: publicId, name, address })
  const at = s.now() - 3_600_000
  const letter: DelegationLetter = {
    format: 1,
    purpose: 'request',
    from: 'delegate',
    workspace: (await s.client.workspace.get()).public_id,
    nonce: `nonce${name.toLowerCase()}`,
    grant: {
      id: `grant${name.toLowerCase()}`.padEnd(20, '0'),
      origin: 'request',
      createdAt: at,
      expiresAt: at + 7 * DAY,
    },
    owner: seat(named(s, 'Anna')),
    delegate: seat(named(s, name)),
    reason,
    device: keys.device,
    signingKey: keys.signingKey,
    sealingKey: keys.sealingKey,
    at,
    expiresAt: at + 7 * DAY,
  }
  const text = packLetter(letter, (signed) => signText(keys.secret.signing, 'cadenza letter 1', signed))
  s.engine.room.store.write((tx) =>
    insertLetter(tx, {
      publicId: `letter${name.toLowerCase()}`.padEnd(20, '0'),
      nonce: letterName(letter),
      direction: 'in',
      purpose: letter.purpose,
      grant: letter.grant.id,
      text,
      state: 'waiting',
      sendId: null,
      expiresAt: letter.expiresAt,
      createdAt: s.now() - 1_800_000,
    }),
  )
  return `${letterLink}${text}`
}

/** Two letters that came by email, and what people of the team gave each other. The scenes that show them. */
export async function letters(s: Story): Promise<readonly Scene[]> {
  const as = (who: Person) =>
    s.engine.client({ seatId: who.id, role: 'member', scopes: ['read', 'write', 'accounts'] as const })
  await as(named(s, 'Marc')).delegations.grant({ address: 'ines.roux@haldenroux.example' })
  await as(named(s, 'Clara')).delegations.request({ address: 'marc.delacroix@haldenroux.example' })
  await as(named(s, 'Jonas')).delegations.grant({ address: 'clara.berg@haldenroux.example' })
  const stranger = await letterOf(s, 'Jonas', 'For the fair in December, while you are away.')
  await letterOf(s, 'Clara', null)
  const page = `/letter?text=${encodeURIComponent(stranger)}`
  return [
    ['delegation-letters', '/settings/delegation'],
    ['letter-stranger', page],
    ['letter-compared', page, (app) => app.getByRole('checkbox').check()],
    [
      'delegation-between',
      '/settings/delegation',
      (app) => app.getByRole('region', { name: 'Between others' }).scrollIntoViewIfNeeded(),
    ],
    [
      'delegation-between-revoke',
      '/settings/delegation',
      async (app) => {
        const between = app.getByRole('region', { name: 'Between others' })
        await between.getByRole('button', { name: 'Revoke' }).first().click()
        await app.getByRole('dialog').getByRole('status').waitFor()
      },
    ],
  ]
}

/** A week of daily backups and what else makes one. The scenes that show them. */
export function backups(s: Story): readonly Scene[] {
  const { room } = s.engine
  const folder = join(dirname(room.databaseFile), 'backups')
  mkdirSync(folder, { recursive: true })
  const made = (kind: BackupKind, ago: number, megabytes: number) =>
    writeFileSync(join(folder, backupName(kind, s.now() - ago)), Buffer.alloc(megabytes * 1_000_000))
  for (const day of [0, 1, 2, 3, 4, 5, 6, 13, 20, 27]) made('automatic', day * DAY + 8_000_000, 14 - day / 4)
  made('by_hand', 2 * DAY + 3_000_000, 13)
  made('before_migration', 9 * DAY, 11)
  made('before_restore', 40 * DAY, 8)
  room.restart = () => {}
  return [
    ['backups-many', '/settings/backups'],
    [
      'backups-restore',
      '/settings/backups',
      async (app) => {
        await app
          .getByRole('button', { name: /^Restore the backup/ })
          .nth(3)
          .click()
        await app.getByRole('dialog').waitFor()
      },
    ],
    [
      'backups-oldest',
      '/settings/backups',
      (app) =>
        app
          .getByRole('button', { name: /^Restore the backup/ })
          .last()
          .scrollIntoViewIfNeeded(),
    ],
  ]
}
