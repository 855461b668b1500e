/**
 * Addresses that belong to a task and not to a person. RFC 2142 names those every organisation answers under; the
 * others are what shared mailboxes are usually called. A seat's mailbox must be personal, so these need an admin's
 * express permission.
 */

/** RFC 2142, sections 3 to 6: business, network, services. */
const rfc2142 = [
  ...['info', 'marketing', 'sales', 'support'],
  ...['abuse', 'noc', 'security'],
  ...['postmaster', 'hostmaster', 'usenet', 'news', 'webmaster', 'www', 'uucp', 'ftp'],
]

/** Written without dots, hyphens and underscores. */
const common = [
  ...[
    'hello',
    'hi',
    'hey',
    'contact',
    'contactus',
    'kontakt',
    'contacto',
    'bonjour',
    'hallo',
    'welcome',
    'mail',
    'email',
  ],
  ...['office', 'team', 'group', 'all', 'everyone', 'staff', 'company', 'reception', 'frontdesk', 'buero', 'buro'],
  ...['admin', 'administrator', 'root', 'system', 'it', 'itsupport', 'sysadmin', 'help', 'helpdesk', 'service'],
  ...[
    'services',
    'customerservice',
    'customercare',
    'care',
    'success',
    'customersuccess',
    'feedback',
    'ticket',
    'tickets',
  ],
  ...['billing', 'accounts', 'accounting', 'finance', 'invoice', 'invoices', 'payments', 'orders', 'order', 'rechnung'],
  ...[
    'shop',
    'store',
    'booking',
    'bookings',
    'reservations',
    'events',
    'press',
    'media',
    'pr',
    'newsletter',
    'updates',
  ],
  ...['jobs', 'career', 'careers', 'hr', 'recruiting', 'recruitment', 'talent', 'legal', 'privacy', 'gdpr', 'dpo'],
  ...['compliance', 'partners', 'partnerships', 'business', 'bizdev', 'outreach', 'growth', 'leads', 'enquiries'],
  ...['inquiries', 'enquiry', 'inquiry', 'noreply', 'donotreply', 'notifications', 'notification', 'alerts', 'bounce'],
  ...['bounces', 'mailerdaemon', 'unsubscribe', 'vertrieb', 'verkauf', 'ventas', 'ventes', 'commercial', 'vendite'],
]

const names = new Set([...rfc2142, ...common])

/**
 * The word that makes an address a shared one ("sales" of `Sales.EU+spring@example.com`), or null: then it can be a
 * person's. Looks at the whole local part and at its first word, without a tag and without digits at the end.
 *
 * @param address as `checkAddress` accepted it
 */
export function roleWord(address: string): string | null {
  const local = address.slice(0, address.lastIndexOf('@')).toLowerCase().split('+')[0] ?? ''
  const words = local.split(/[._-]+/).map((word) => word.replace(/\d+$/, ''))
  const whole = words.join('')
  if (names.has(whole)) return whole
  const first = words[0] ?? ''
  return words.length > 1 && names.has(first) ? first : null
}

const folded = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
const spelledOut = (text: string): string =>
  folded(text.toLowerCase().replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('å', 'aa'))

/**
 * True when an address could be read as that person's: it holds a part of the name of at least three letters, is made
 * of their initials, or has the same local part as their own address elsewhere.
 */
export function resembles(address: string, person: { name: string; address: string }): boolean {
  const localOf = (text: string) => text.slice(0, text.lastIndexOf('@')).toLowerCase().split('+')[0] ?? ''
  if (localOf(address) === localOf(person.address)) return true
  const local = localOf(address).replace(/[^\p{L}]/gu, '')
  return [folded, spelledOut].some((write) => {
    const words = write(person.name)
      .split(/[^\p{L}]+/u)
      .filter(Boolean)
    if (words.some((word) => word.length >= 3 && local.includes(word))) return true
    const initials = words.map((word) => word[0]).join('')
    return initials.length >= 2 && (local === initials || local === [...initials].reverse().join(''))
  })
}
