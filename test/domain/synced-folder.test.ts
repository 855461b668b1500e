import { expect, it } from 'vitest'
import { syncedBy } from '../../src/shared/domain/synced-folder.ts'

const nothing = { home: '/Users/anna', exists: () => false }

it.each([
  ['/Users/anna/Dropbox/cadenza', 'Dropbox'],
  ['/Users/anna/Dropbox (Team)/x', 'Dropbox'],
  ['/Users/anna/Library/CloudStorage/Dropbox/x', 'Dropbox'],
  ['C:\\Users\\Anna\\OneDrive\\Cadenza', 'OneDrive'],
  ['C:\\Users\\Anna\\OneDrive - Firma GmbH\\Cadenza', 'OneDrive'],
  ['/Users/anna/Library/CloudStorage/OneDrive-Personal/x', 'OneDrive'],
  ['/Users/anna/Library/CloudStorage/GoogleDrive-anna@example.com/My Drive/x', 'Google Drive'],
  ['G:\\My Drive\\Cadenza', 'Google Drive'],
  ['/Users/anna/Library/Mobile Documents/com~apple~CloudDocs/x', 'iCloud Drive'],
  ['/Users/anna/Nextcloud/x', 'Nextcloud'],
  ['/Users/anna/Nextcloud2/x', 'Nextcloud'],
  ['/Users/anna/Sync/x', 'Syncthing'],
  ['/Users/anna/ownCloud/x', 'ownCloud'],
])('%s is synced by %s', (path, by) => {
  expect(syncedBy(path, nothing)).toBe(by)
})

it.each([
  '/Users/anna/.local/share/cadenza',
  '/Users/anna/Library/Application Support/Cadenza',
  'C:\\Users\\Anna\\AppData\\Local\\Cadenza',
  '/srv/sync/cadenza',
  '/Users/anna/boxes/cadenza',
  '/Users/anna/dropbox-notes/x',
  '/tmp/x',
])('%s is not', (path) => {
  expect(syncedBy(path, nothing)).toBeNull()
})

it('knows a synced folder of any name by what its program leaves in it', () => {
  const here = (...entries: string[]) => ({ home: '/Users/anna', exists: (path: string) => entries.includes(path) })
  expect(syncedBy('/data/shared/cadenza', here('/data/shared/.stfolder'))).toBe('Syncthing')
  expect(syncedBy('/data/shared/cadenza', here('/data/shared/.dropbox.cache'))).toBe('Dropbox')
  expect(syncedBy('D:\\files\\cadenza', here('D:\\files\\.stfolder'))).toBe('Syncthing')
  // the program's own settings, which everybody who uses it has
  expect(syncedBy('/Users/anna/data', here('/Users/anna/.dropbox'))).toBeNull()
})
