import { expect, it } from 'vitest'
import { syncedBy } from '../../src/shared/domain/synced-folder.ts'

const nothing = { home: '/home/anna', exists: () => false }

it.each([
  ['/home/anna/Dropbox/cadenza', 'Dropbox'],
  ['/home/anna/Dropbox (Team)/x', 'Dropbox'],
  ['/Users/anna/Library/CloudStorage/Dropbox/x', 'Dropbox'],
  ['C:\\Users\\Anna\\OneDrive\\Cadenza', 'OneDrive'],
  ['C:\\Users\\Anna\\OneDrive - Firma GmbH\\Cadenza', 'OneDrive'],
  ['/Users/anna/Library/CloudStorage/OneDrive-Personal/x', 'OneDrive'],
  ['/Users/anna/Library/CloudStorage/GoogleDrive-anna@example.com/My Drive/x', 'Google Drive'],
  ['G:\\My Drive\\Cadenza', 'Google Drive'],
  ['/Users/anna/Library/Mobile Documents/com~apple~CloudDocs/x', 'iCloud Drive'],
  ['/home/anna/Nextcloud/x', 'Nextcloud'],
  ['/home/anna/Nextcloud2/x', 'Nextcloud'],
  ['/home/anna/Sync/x', 'Syncthing'],
  ['/home/anna/ownCloud/x', 'ownCloud'],
])('%s is synced by %s', (path, by) => {
  expect(syncedBy(path, nothing)).toBe(by)
})

it.each([
  '/home/anna/.local/share/cadenza',
  '/Users/anna/Library/Application Support/Cadenza',
  'C:\\Users\\Anna\\AppData\\Local\\Cadenza',
  '/srv/sync/cadenza',
  '/home/anna/boxes/cadenza',
  '/home/anna/dropbox-notes/x',
  '/tmp/x',
])('%s is not', (path) => {
  expect(syncedBy(path, nothing)).toBeNull()
})

it('knows a synced folder of any name by what its program leaves in it', () => {
  const here = (...entries: string[]) => ({ home: '/home/anna', exists: (path: string) => entries.includes(path) })
  expect(syncedBy('/data/shared/cadenza', here('/data/shared/.stfolder'))).toBe('Syncthing')
  expect(syncedBy('/data/shared/cadenza', here('/data/shared/.dropbox.cache'))).toBe('Dropbox')
  expect(syncedBy('D:\\files\\cadenza', here('D:\\files\\.stfolder'))).toBe('Syncthing')
  // the program's own settings, which everybody who uses it has
  expect(syncedBy('/home/anna/data', here('/home/anna/.dropbox'))).toBeNull()
})
