/**
 * Folders that another program copies to other computers. A database is several files that change together; a program
 * that copies them one by one makes copies that don't fit, and two computers that both write lose each other's mail
 * ledger. How the folders are called: the defaults of each program's own documentation.
 */

const named: readonly { by: string; segment: RegExp }[] = [
  { by: 'Dropbox', segment: /^dropbox( \(.+\))?$/i },
  { by: 'OneDrive', segment: /^onedrive( ?- ?.+)?$/i },
  { by: 'Google Drive', segment: /^(google ?drive( \(.+\))?|googledrive(-.+)?|my drive|drivefs)$/i },
  { by: 'iCloud Drive', segment: /^(icloud ?drive|mobile documents|com~apple~clouddocs)$/i },
  { by: 'Nextcloud', segment: /^nextcloud\d*$/i },
  { by: 'ownCloud', segment: /^owncloud\d*$/i },
  { by: 'Box', segment: /^box( sync)?$/i },
  { by: 'pCloud', segment: /^pcloud ?drive$/i },
  { by: 'MEGA', segment: /^mega( ?sync)?$/i },
  { by: 'Proton Drive', segment: /^proton ?drive( - .+)?$/i },
  { by: 'Syncthing', segment: /^(sync|syncthing)$/i },
]

/** What these programs leave in the top folder they keep in step. */
const marks: readonly { by: string; entry: string }[] = [
  { by: 'Syncthing', entry: '.stfolder' },
  { by: 'Dropbox', entry: '.dropbox' },
  { by: 'Dropbox', entry: '.dropbox.cache' },
  { by: 'Nextcloud', entry: '.nextcloudsync.log' },
  { by: 'Nextcloud', entry: '.sync_folder.lock' },
  { by: 'Resilio Sync', entry: '.sync' },
]

/**
 * Which program keeps `path` in step with other computers, by name, or null.
 *
 * @param path absolute, with `/` or `\`
 * @param here `home` is not looked at itself (`.dropbox` in it is the program's own settings); `exists` says whether a
 *   path is there
 */
export function syncedBy(path: string, here: { home: string; exists: (path: string) => boolean }): string | null {
  const separator = path.includes('\\') ? '\\' : '/'
  const parts = path.split(/[\\/]/)
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? ''
    const under = parts.slice(0, i + 1).join(separator)
    const hit = named.find(({ segment }) => segment.test(part))
    // "Sync" and "Box" are ordinary words: they count only right below the home folder
    if (hit && (!['Syncthing', 'Box', 'MEGA'].includes(hit.by) || parts.slice(0, i).join(separator) === here.home))
      return hit.by
    if (under === '' || under === here.home) continue
    const mark = marks.find(({ entry }) => here.exists(under + separator + entry))
    if (mark) return mark.by
  }
  return null
}
