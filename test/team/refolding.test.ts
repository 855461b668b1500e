import { afterEach, expect, it } from 'vitest'
import { stamp } from '../../src/main/store/clockwork.ts'
import { type Device, exchange, newId, settleAll, type Team, teamOf } from './devices.ts'

const teams: Team[] = []
afterEach(() => {
  for (const team of teams.splice(0)) team.close()
})

function addContact({ store }: Device, name: string, now: number): void {
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      `INSERT INTO contacts (public_id, address, address_key, domain, fields, tags, created_at, author, device, hlc)
       VALUES (?, @address, @address, 'shop.com', '{}', '[]', @now, @author, @device, @hlc)`,
      newId(),
      { address: `${name}@shop.com`, now, author, device, hlc },
    )
  })
}

function addGroup({ store }: Device, name: string, now: number): void {
  store.write((tx) => {
    const { author, device, hlc } = stamp(tx, now)
    tx.run(
      `INSERT INTO groups (public_id, name, name_key, created_at, author, device, hlc) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      newId(),
      name,
      name.toLowerCase(),
      now,
      author,
      device,
      hlc,
    )
  })
}

it('judges anew what rests on a role that was lost, and leaves a list of contacts alone', async () => {
  const team = await teamOf([
    { name: 'Ana', address: 'ana@acme.com', role: 'admin' },
    { name: 'Cy', address: 'cy@acme.com', role: 'admin' },
  ])
  teams.push(team)
  const { devices, clock } = team
  const [ana, cy] = devices as [Device, Device]
  // Cy's list and group reach Ana with a chunk that knows nothing of what Ana decides beside it
  for (let i = 0; i < 30; i++) addContact(cy, `p${i}`, clock.now + i)
  addGroup(cy, 'North', clock.now + 50)
  ana.store.write((tx) => {
    const { author, device, hlc } = stamp(tx, clock.now + 60)
    tx.run(
      "UPDATE seats SET role = 'member', author = ?, device = ?, hlc = ? WHERE public_id = ?",
      author,
      device,
      hlc,
      cy.seat,
    )
  })
  clock.now += 1000
  exchange(cy, ana, clock.now)
  settleAll({ devices, clock })
  for (const { store } of devices) {
    const versions = store.get('SELECT count(*) AS n, max(version) AS newest FROM contacts WHERE deleted = 0')
    expect(versions).toEqual({ n: 30, newest: 1 })
    expect(store.all('SELECT name FROM groups WHERE deleted = 0')).toEqual([])
  }
})
