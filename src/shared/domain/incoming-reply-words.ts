import { words } from './incoming-plain.ts'

/**
 * How mail programs of many languages head what they quote, and what telephones sign with. In lower case, without
 * accents (see `plain`); each list in the order en de fr es it pt nl pl sv da/nb ru ja, then others that are known.
 */

/** "wrote", as it stands in "On … wrote:". */
export const wroteWords = words(
  'wrote|writes|said|schrieb|geschrieben|hat geschrieben|a écrit|écrivait|escribió|escribio|ha scritto|scrisse|escreveu|schreef|het volgende geschreven|napisał|napisała|pisze|skrev|skrifade|написал|написала|написал(а)|писал|пишет|написав|さんは書きました|は書きました|のメール|wrote on|kirjoitti|napsal|napsala|napísal|írta|a scris|yazdı|写道|写到|寫道|작성',
)

/** How such a line begins, where it doesn't begin with its date. */
export const openingWords = words(
  'on|at|am|um|le|el|il|il giorno|em|a|op|w dniu|dnia|den|på|on|в|от|dne|dňa|pe|at|in data|quoting|zitat von',
)

/** Between dashes, above the message that is quoted. */
export const separatorWords = words(
  "original message|original appointment|forwarded message|ursprüngliche nachricht|originalnachricht|original-nachricht|weitergeleitete nachricht|message d’origine|message d'origine|message original|message transféré|mensaje original|mensaje reenviado|messaggio originale|messaggio inoltrato|mensagem original|mensagem encaminhada|oorspronkelijk bericht|origineel bericht|doorgestuurd bericht|oryginalna wiadomość|wiadomość oryginalna|wiadomość przekazana|ursprungligt meddelande|originalmeddelande|vidarebefordrat meddelande|oprindelig meddelelse|original meddelelse|opprinnelig melding|videresendt|исходное сообщение|оригинальное сообщение|пересылаемое сообщение|元のメッセージ|original message|původní zpráva|alkuperäinen viesti|mesaj original|原始邮件|原始郵件|邮件原件|전달된 메시지|원본 메시지",
)

/** The first line of a block of headers above a quoted message. */
export const fromWords: ReadonlySet<string> = new Set(
  words('from|von|de|da|van|od|från|fra|от|差出人|送信者|lähettäjä|feladó|expeditor|gönderen|发件人|寄件者|보낸 사람'),
)

/** Its other lines. */
export const headWords: ReadonlySet<string> = new Set([
  ...words('sent|date|to|cc|subject|reply-to|gesendet|datum|an|kopie|betreff|envoyé|à|a|objet|cc|enviado|enviado el'),
  ...words('fecha|para|asunto|inviato|data|oggetto|enviada|enviada em|enviado em|assunto|verzonden|aan|onderwerp'),
  ...words('wysłano|data|do|dw|temat|skickat|till|kopia|ämne|sendt|til|dato|emne|отправлено|дата|кому|копия|тема'),
  ...words(
    '送信日時|送信|日付|日時|宛先|件名|odesláno|komu|předmět|lähetetty|aihe|发送时间|日期|收件人|抄送|主题|主旨',
  ),
])

/** Lines that telephones and programs sign with. */
export const mobileWords = words(
  'sent from my|sent from mail for|sent from outlook|sent from yahoo|sent from proton|sent from samsung|sent via|sent with|sent using|get outlook for|get bluemail|von meinem|gesendet von|gesendet mit|diese nachricht wurde von meinem|envoyé de mon|envoyé depuis|envoyé avec|envoyé à partir|télécharger outlook|enviado desde|enviado de mi|enviado con|obtener outlook|inviato da|inviato dal|inviato con|scarica outlook|ottieni outlook|enviado do meu|enviado a partir|enviado pelo|obter o outlook|verzonden vanaf|verstuurd vanaf|verstuurd met|verzonden met|outlook voor|wysłano z|wysłane z|wysłano ze|pobierz program outlook|skickat från|skickades från|hämta outlook|sendt fra|hent outlook|отправлено с|отправлено из|отправлено от|iphoneから送信|ipadから送信|androidから送信|スマートフォンから送信|lähetetty|odesláno z|从我的|发自我的|來自我的|나의 iphone에서',
)
