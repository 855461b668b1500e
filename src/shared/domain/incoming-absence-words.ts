import { plain, words } from './incoming-plain.ts'

/** How automatic answers head and word themselves, in twelve languages and some more. All plain (see `plain`). */

/**
 * What machines put before the subject they answer. A person's "Re:" before it makes it a person's: these count at the
 * very beginning alone.
 */
export const machineSubjects = words(
  "automatic reply|auto reply|autoreply|auto-reply|auto response|auto-response|autoresponse|autoresponder|automated reply|automated response|automatic response|out of office:|out of office autoreply|out of the office:|ooo:|vacation reply|vacation:|automatische antwort|abwesenheitsnotiz|abwesenheitsmeldung|abwesenheitsassistent|automatische abwesenheitsnotiz|réponse automatique|reponse automatique|message d'absence|absence du bureau|respuesta automática|contestación automática|fuera de la oficina:|risposta automatica|fuori sede:|fuori ufficio:|resposta automática|ausência temporária|fora do escritório:|automatisch antwoord|afwezigheidsbericht|afwezig:|niet aanwezig:|automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|poza biurem:|autosvar|automatiskt svar|automatiskt utskick|frånvaromeddelande|automatisk svar|fraværsmeddelelse|fraværsmelding|ikke til stede:|автоматический ответ|автоответ|автоматическое уведомление|вне офиса:|自動返信|自動応答|不在通知|不在のお知らせ|automaattinen vastaus|automatická odpověď|automatické odpovědi|automatikus válasz|răspuns automat|otomatik yanıt|otomatik cevap|自动答复|自动回复|自動回覆|자동 회신|부재중",
)

/** Words of being away, in subject or text. */
export const awayPhrases = words(
  "out of office|out of the office|out of my office|away from my desk|away from the office|away from my mail|away from my email|on vacation|on holiday|on annual leave|annual leave|on leave|parental leave|maternity leave|paternity leave|sick leave|currently away|am away|i'm away|be away|away until|on a business trip|limited access to e-mail|limited access to email|limited access to my email|limited access to my e-mail|not in the office|no longer with the company|no longer work|no longer employed|no longer with us|left the company|nicht im büro|nicht im hause|nicht im haus|außer haus|ausser haus|im urlaub|in urlaub|elternzeit|mutterschutz|abwesend|abwesenheit|nicht erreichbar|nicht zu erreichen|dienstreise|nicht mehr im unternehmen|nicht mehr bei uns|absent du bureau|absente du bureau|suis absent|suis absente|actuellement absent|en congé|en vacances|en déplacement|absence du bureau|mon absence|hors du bureau|fuera de la oficina|de vacaciones|estoy ausente|estaré ausente|ausente de la oficina|mi ausencia|de baja|fuori sede|fuori ufficio|in ferie|sono assente|sarò assente|mia assenza|in vacanza|in maternità|fora do escritório|ausente do escritório|estou de férias|de férias|em férias|estou ausente|estarei ausente|minha ausência|licença|niet op kantoor|afwezig|met vakantie|op vakantie|met verlof|mijn afwezigheid|niet aanwezig|poza biurem|na urlopie|nieobecny|nieobecna|mojej nieobecności|w delegacji|zwolnieniu lekarskim|inte på kontoret|på semester|frånvarande|är ledig|föräldraledig|tjänsteresa|min frånvaro|ikke på kontoret|på ferie|holder ferie|har ferie|fraværende|ude af huset|ute av kontoret|barsel|permisjon|в отпуске|отсутствую|вне офиса|в командировке|не в офисе|моё отсутствие|моего отсутствия|больничном|不在に|不在のため|不在とな|不在です|休暇中|休暇をいただ|休暇を頂|休暇のため|夏季休業|休業|出張中|出張のため|外出して|育児休業|lomalla|poissa|na dovolené|mimo kancelář|szabadságon|în concediu|izindeyim|外出|休假|부재중|휴가",
)

/** What a text says of itself that nobody wrote. */
export const machinePhrases = words(
  'this is an automatic reply|this is an automated reply|this is an automatic response|this is an automated response|this is an auto-reply|this is an automated message|automatically generated|auto-generated|dies ist eine automatische|diese nachricht wurde automatisch|automatisch generiert|automatisch erstellt|ceci est une réponse automatique|message automatique|réponse automatique|généré automatiquement|esta es una respuesta automática|respuesta automática|mensaje automático|generado automáticamente|questa è una risposta automatica|risposta automatica|messaggio automatico|generato automaticamente|esta é uma resposta automática|resposta automática|mensagem automática|dit is een automatisch|automatisch gegenereerd|to jest automatyczna|wiadomość automatyczna|wygenerowana automatycznie|wiadomość została wygenerowana|detta är ett automatiskt|automatiskt genererat|dette er et automatisk|dette er en automatisk|automatisk generert|automatisk genereret|это автоматический ответ|автоматический ответ|автоматически сгенерировано|это автоматическое|сформировано автоматически|自動返信|自動応答|自動送信|自動的に送信|自動で送信|このメールは自動',
)

/** A machine's "we have it": nobody is away, and nobody answered. */
export const receiptPhrases = words(
  "we have received your|we received your|has been received|we've received your|your request has been|your ticket|ticket number|ticket id|ticket #|case number|case #|support request|new ticket|reference number|a ticket has been|ihre anfrage ist bei uns eingegangen|ihre anfrage erhalten|ihre nachricht erhalten|ihre e-mail erhalten|eingangsbestätigung|ticketnummer|vorgangsnummer|nous avons bien reçu|avons bien reçu votre|accusé de réception|votre demande a|numéro de ticket|hemos recibido su|hemos recibido tu|acuse de recibo|número de ticket|su solicitud|abbiamo ricevuto la|conferma di ricezione|numero di ticket|recebemos a sua|recebemos seu|recebemos sua|confirmação de recebimento|número do ticket|wij hebben uw|we hebben uw|we hebben je|ontvangstbevestiging|ticketnummer|otrzymaliśmy|potwierdzenie otrzymania|numer zgłoszenia|zgłoszenie zostało|vi har tagit emot|vi har mottagit|mottagningsbekräftelse|ärendenummer|vi har modtaget|vi har mottatt|kvittering for modtagelse|sagsnummer|saksnummer|мы получили ваш|ваше обращение|ваша заявка|номер обращения|номер заявки|お問い合わせを受け付け|お問い合わせありがとう|受付番号|受け付けました|受付いたしました|お問合せ",
)

/** Whether any of these stands in a plain text; at its beginning for `startsWithAny`. Gives the phrase, or null. */
export const phraseIn = (text: string, phrases: readonly string[]): string | null =>
  phrases.find((each) => text.includes(each)) ?? null
export const phraseOpening = (text: string, phrases: readonly string[]): string | null =>
  phrases.find((each) => text.startsWith(each)) ?? null

/** The sentence of `text` that holds a phrase, shortened: what the evidence shows. */
export function shownAround(text: string, phrase: string): string {
  const line = text.split('\n').find((each) => plain(each).includes(phrase)) ?? phrase
  return line.trim().slice(0, 160)
}
