/** Which folder sent mail is kept in, where nobody named one. */
import type { ImapFlow, ListResponse } from 'imapflow'
import { MailboxTrouble } from './imap-session.ts'

/**
 * What mail programs and providers call it, by language. imapflow knows many of these; what it doesn't know would be made
 * a second time beside the one that people look into.
 */
export const sentNames: Record<string, readonly string[]> = {
  English: ['Sent', 'Sent Items', 'Sent Mail', 'Sent Messages', 'Sent Objects'],
  German: ['Gesendet', 'Gesendete Objekte', 'Gesendete Elemente', 'Gesendete Nachrichten', 'Postausgang (gesendet)'],
  French: ['Envoyés', 'Éléments envoyés', 'Messages envoyés', 'Objets envoyés', 'Courrier envoyé'],
  Spanish: ['Enviados', 'Elementos enviados', 'Mensajes enviados', 'Correo enviado'],
  Italian: ['Posta inviata', 'Inviati', 'Inviata', 'Elementi inviati', 'Messaggi inviati'],
  Portuguese: ['Enviadas', 'Itens enviados', 'Itens Enviados', 'Mensagens enviadas', 'Correio enviado'],
  Dutch: ['Verzonden', 'Verzonden items', 'Verzonden berichten', 'Verstuurd'],
  Polish: ['Wysłane', 'Elementy wysłane', 'Wiadomości wysłane'],
  Czech: ['Odeslané', 'Odeslaná pošta', 'Odeslané zprávy'],
  Slovak: ['Odoslané', 'Odoslaná pošta', 'Odoslané správy'],
  Hungarian: ['Elküldött', 'Elküldött elemek', 'Elküldött üzenetek'],
  Romanian: ['Trimise', 'Elemente trimise', 'Mesaje trimise'],
  Danish: ['Sendt', 'Sendt post', 'Sendte elementer', 'Sendte beskeder'],
  Norwegian: ['Sendt', 'Sendte elementer', 'Sendte meldinger'],
  Swedish: ['Skickat', 'Skickade objekt', 'Skickade meddelanden'],
  Finnish: ['Lähetetyt', 'Lähetetyt viestit', 'Lähetetyt kohteet'],
  Turkish: ['Gönderilenler', 'Gönderilmiş', 'Gönderilmiş Öğeler', 'Gönderilmiş Postalar'],
  Greek: ['Απεσταλμένα', 'Στοιχεία που έχουν σταλεί'],
  Russian: ['Отправленные', 'Отправленные письма', 'Отправленное'],
  Ukrainian: ['Надіслані', 'Надіслані листи', 'Відправлені'],
  Bulgarian: ['Изпратени', 'Изпратени писма'],
  Hebrew: ['נשלח', 'פריטים שנשלחו', 'דואר שנשלח'],
  Arabic: ['المرسل', 'البريد المرسل', 'العناصر المرسلة'],
  Japanese: ['送信済み', '送信済みメール', '送信済みアイテム', '送信済みトレイ'],
  Chinese: ['已发送', '已发送邮件', '已发邮件', '已傳送', '已傳送郵件', '寄件備份', '寄件備份匣'],
  Korean: ['보낸 편지함', '보낸편지함', '보낸 메일함', '보낸메일함'],
}

/** Programs differ in case, and Macs write accents as letters of their own. */
const key = (name: string): string => name.normalize('NFC').trim().toLowerCase()
const known = new Set(Object.values(sentNames).flat().map(key))

/**
 * What the server itself marks comes before what only has a name for it, and that before what imapflow only guesses. Of
 * several of one kind, the one nearest to the top.
 */
function rankOf({ specialUse, specialUseSource, name, flags }: ListResponse): number | null {
  if (flags.has('\\Noselect') || flags.has('\\NonExistent')) return null
  const isMarked = specialUse === '\\Sent'
  if (isMarked && specialUseSource === 'extension') return 0
  // the server says that it is something else
  if (specialUse && specialUseSource === 'extension') return null
  if (known.has(key(name))) return 1
  if (!isMarked) return null
  return specialUseSource === 'name' ? 2 : 3
}

/** @throws MailboxTrouble when there is none */
export async function sentFolderOf(imap: ImapFlow): Promise<string> {
  const ranked = (await imap.list()).flatMap((folder) => {
    const rank = rankOf(folder)
    return rank === null ? [] : [{ rank, path: folder.path, depth: folder.path.split(folder.delimiter || '/').length }]
  })
  const [found] = ranked.sort((a, b) => a.rank - b.rank || a.depth - b.depth)
  if (found) return found.path
  throw new MailboxTrouble(
    'The server marks no folder of this mailbox as Sent. Name the one that sent mail is kept in.',
  )
}
