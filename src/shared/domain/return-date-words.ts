import { plain } from './incoming-plain.ts'

/** How twelve languages say when somebody is back. Lists are written "one | two" and compared word by word. */

export interface Tongue {
  /** Words that tell the language. */
  known: ReadonlySet<string>
  /** Of numeric dates such as 3/8/2026 the first number is the month. */
  monthFirst: boolean
  /** Words right before the last day of an absence. */
  until: readonly string[]
  /** The same, where something precedes that the span begins with: "from 3 to 14 August". */
  to: readonly string[]
  /** Words right before the day somebody is back: "not before". */
  notBefore: readonly string[]
  /** Words before the day somebody is back. */
  back: readonly string[]
  /** Words after the day somebody is back: "from 17 August I am reachable again". */
  backAfter: readonly string[]
  /** Words after the last day. */
  untilAfter: readonly string[]
  tomorrow: readonly string[]
  nextWeek: readonly string[]
  /** Names of the months, each as it stands alone, in a date, and shortened otherwise than by its beginning. */
  months: readonly (readonly string[])[]
  /** Names of the days of the week from Monday. */
  days: readonly (readonly string[])[]
}

const pieces = /\d+|\p{Script=Latin}+|\p{Script=Cyrillic}+|\S/gu

/** Words, numbers and single signs of a plain text with where they begin. Japanese is taken sign by sign. */
export function piecesOf(text: string): { text: string; start: number }[] {
  return Array.from(text.matchAll(pieces), (match) => ({ text: match[0], start: match.index }))
}

const phrase = (text: string): string =>
  piecesOf(plain(text))
    .map((each) => each.text)
    .join(' ')

/** Phrases written "one | two", each as its pieces with a space between. */
export const list = (text: string): readonly string[] =>
  text
    .split('|')
    .map(phrase)
    .filter((each) => each !== '')

interface Written {
  known: string
  monthFirst?: boolean
  until: string
  to: string
  notBefore: string
  back: string
  backAfter?: string
  untilAfter?: string
  tomorrow: string
  nextWeek: string
  months: string
  days: string
}

const tongue = (it: Written): Tongue => ({
  known: new Set(list(`${it.known}|${it.tomorrow}`)),
  monthFirst: it.monthFirst ?? false,
  until: list(it.until),
  to: list(it.to),
  notBefore: list(it.notBefore),
  back: list(it.back),
  backAfter: list(it.backAfter ?? ''),
  untilAfter: list(it.untilAfter ?? ''),
  tomorrow: list(it.tomorrow),
  nextWeek: list(it.nextWeek),
  months: it.months.split('|').map((each) => each.split('/').map(phrase)),
  days: it.days.split('|').map((each) => each.split('/').map(phrase)),
})

export const english = tongue({
  known: 'the|and|i|am|will|be|out|of|office|until|till|away|on|leave|back|return|returning|from|my|you|with|vacation',
  monthFirst: true,
  until: "until|till|til|'til|through|thru|up to|up until|to and including|up to and including|end date|last day is",
  to: 'to|and',
  notBefore: 'back until|back before|return until|return before|returning until|returning before|not before',
  back: 'back|return|returning|returns|again|resume|resuming|reopen|reopening|available from|available starting|available as of|reachable from|reachable as of|in the office on|in the office from|reply on|respond on|respond after',
  backAfter:
    "i am back|i'm back|i will be back|i'll be back|will be back|i will return|i'll return|i return|available again|reachable again|i will be available|i'll be available|i am available|back in the office|be in the office|be reachable",
  tomorrow: 'tomorrow',
  nextWeek: 'next week',
  months: 'january|february|march|april|may|june|july|august|september/sept|october|november|december',
  days: 'monday/mon|tuesday/tue/tues|wednesday/wed|thursday/thu/thurs|friday/fri|saturday/sat|sunday/sun',
})

const german = tongue({
  known: 'ich|bin|der|die|und|bis|ab|vom|zum|im|nicht|wieder|zurück|urlaub|abwesend|büro|ihre|erreichbar|haus',
  until: 'bis|bis zum|bis einschließlich|bis einschl|bis inkl|bis inklusive|bis und mit|bis einschließlich zum',
  to: 'bis|und|auf',
  notBefore: 'erst|erst wieder|erst wieder ab|erst ab|nicht vor|nicht wieder vor|frühestens|frühestens ab',
  back: 'wieder|zurück|zurueck|rückkehr|erreichbar ab|verfügbar ab|erreichen sie mich ab',
  backAfter: 'wieder|zurück|zurueck|erreichbar|verfügbar',
  tomorrow: 'morgen',
  nextWeek: 'nächste woche|nächster woche|kommende woche|kommender woche',
  months: 'januar/jänner|februar/feber|märz/maerz/mrz|april|mai|juni|juli|august|september|oktober|november|dezember',
  days: 'montag/mo|dienstag/di|mittwoch/mi|donnerstag/do|freitag/fr|samstag/sonnabend/sa|sonntag/so',
})

const french = tongue({
  known:
    'je|suis|le|la|du|au|et|jusqu|absent|absente|congé|congés|retour|bureau|serai|vous|votre|bonjour|vacances|actuellement',
  until: "jusqu'au|jusqu'à|jusqu'a|jusque|jusqu",
  to: 'au|à|et',
  notBefore: 'pas avant|qu à partir du|au plus tôt',
  back: 'retour|reviens|reviendrai|revenir|rentre|rentrerai|nouveau|reprise|reprendrai|reprends|joignable à partir|disponible à partir|joignable dès|disponible dès',
  backAfter: 'de nouveau|à nouveau|de retour|serai joignable|serai disponible|reprendrai|je reviens',
  tomorrow: 'demain',
  nextWeek: 'semaine prochaine',
  months: 'janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre',
  days: 'lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche',
})

const spanish = tongue({
  known: 'estoy|estaré|el|los|las|del|hasta|y|oficina|fuera|vacaciones|ausente|vuelvo|regreso|mi|su|con|hola|gracias',
  until: 'hasta|hasta el|hasta el próximo|hasta el día',
  to: 'al|a|y',
  notBefore: 'no antes del|no antes de|no hasta el|no hasta',
  back: 'vuelvo|volveré|vuelta|volver|regreso|regresaré|regresar|reincorporo|reincorporaré|incorporo|incorporaré|reincorporación|retomaré|nuevo|disponible a partir|disponible desde',
  backAfter: 'de nuevo|de vuelta|de regreso|estaré disponible|nuevamente',
  tomorrow: 'mañana',
  nextWeek: 'próxima semana|semana que viene|semana próxima',
  months: 'enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre/setiembre|octubre|noviembre|diciembre',
  days: 'lunes|martes|miércoles|jueves|viernes|sábado|domingo',
})

const italian = tongue({
  known:
    'sono|sarò|il|gli|della|dal|fino|al|ufficio|ferie|assente|torno|rientro|grazie|mio|con|fuori|e|salve|buongiorno',
  until: "fino|fino al|fino a|fino all'|sino al|sino a|sino all'|fino al giorno",
  to: "al|a|all'|e",
  notBefore: 'non prima del|non prima di',
  back: 'torno|tornerò|ritorno|ritornerò|rientro|rientrerò|rientrare|tornare|nuovo|riprenderò|riprendo|disponibile dal|disponibile da|disponibile a partire',
  backAfter: 'di nuovo|nuovamente|di ritorno|sarò disponibile',
  tomorrow: 'domani',
  nextWeek: 'prossima settimana|settimana prossima',
  months: 'gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre',
  days: 'lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica',
})

const portuguese = tongue({
  known: 'estou|estarei|o|os|até|do|da|em|escritório|férias|ausente|volto|regresso|retorno|meu|com|não|olá|obrigado',
  until: 'até|até ao|até o|até ao dia|até o dia|até dia',
  to: 'a|ao|até|e',
  notBefore: 'não antes de|só a partir de|apenas a partir de|só em|somente em',
  back: 'volto|voltarei|volta|voltar|regresso|regressarei|retorno|retornarei|retornar|novo|retomarei|disponível a partir',
  backAfter: 'de volta|novamente|de novo|estarei disponível|de regresso',
  tomorrow: 'amanhã',
  nextWeek: 'próxima semana|semana que vem',
  months: 'janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro',
  days: 'segunda-feira/segunda|terça-feira/terça|quarta-feira/quarta|quinta-feira/quinta|sexta-feira/sexta|sábado|domingo',
})

const dutch = tongue({
  known: 'ik|ben|het|een|van|tot|en|met|afwezig|kantoor|vakantie|terug|weer|mijn|niet|uw|bereikbaar|aanwezig',
  until: 'tot|tot en met|t/m|tot aan|tot en met de',
  to: 'tot|en',
  notBefore: 'pas|pas weer|niet voor|pas weer op|pas op|pas vanaf|pas weer vanaf',
  back: 'terug|weer|opnieuw|terugkeer|hervat|bereikbaar vanaf|beschikbaar vanaf|aanwezig vanaf',
  backAfter: 'weer|terug|opnieuw',
  tomorrow: 'morgen',
  nextWeek: 'volgende week|komende week',
  months: 'januari|februari|maart/mrt|april|mei|juni|juli|augustus|september|oktober|november|december',
  days: 'maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag',
})

const polish = tongue({
  known: 'jestem|nie|w|od|do|będę|urlopie|urlop|biurze|biura|nieobecny|nieobecna|wracam|powrót|dzień|dobry|się|i',
  until: 'do|do dnia|aż do|do dnia włącznie',
  to: 'do|a|i',
  notBefore: 'dopiero|nie wcześniej niż|dopiero od',
  back: 'wracam|wrócę|powrót|powrotem|powrocie|ponownie|znowu|znów|dostępny od|dostępna od|będę w biurze|będę w pracy',
  backAfter: 'ponownie|znowu|znów|z powrotem|będę dostępny|będę dostępna|będę w biurze|wracam|wrócę',
  tomorrow: 'jutro',
  nextWeek: 'przyszłym tygodniu|następnym tygodniu',
  months:
    'styczeń/stycznia|luty/lutego|marzec/marca|kwiecień/kwietnia|maj/maja|czerwiec/czerwca|lipiec/lipca|sierpień/sierpnia|wrzesień/września|październik/października|listopad/listopada|grudzień/grudnia',
  days: 'poniedziałek/poniedziałku|wtorek/wtorku|środa/środę/środy|czwartek/czwartku|piątek/piątku|sobota/sobotę/soboty|niedziela/niedzielę/niedzieli',
})

const swedish = tongue({
  known: 'jag|är|och|på|inte|till|kontoret|semester|ledig|frånvarande|tillbaka|åter|från|mitt|du|hej|tack|med',
  until: 'till|till och med|t.o.m.|t.o.m|t o m|tom|fram till|fram till och med|till den|tills',
  to: 'till|och',
  notBefore: 'inte förrän|först|tidigast|åter först',
  back: 'tillbaka|åter|igen|återkommer|återvänder|tillgänglig från|nås från',
  backAfter: 'tillbaka|åter|igen',
  tomorrow: 'imorgon|i morgon',
  nextWeek: 'nästa vecka',
  months: 'januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december',
  days: 'måndag/måndagen|tisdag/tisdagen|onsdag/onsdagen|torsdag/torsdagen|fredag/fredagen|lördag/lördagen|söndag/söndagen',
})

const danish = tongue({
  known: 'jeg|er|og|på|ikke|til|kontoret|ferie|fraværende|tilbage|tilbake|fra|mit|min|du|hej|hei|tak|takk|med|igen',
  until: 'til|til og med|til og med den|t.o.m.|t.o.m|t o m|tom|indtil|frem til|fram til',
  to: 'til|og',
  notBefore: 'først|ikke før|først igen|tidligst',
  back: 'tilbage|tilbake|igen|igjen|retur|vender|træffes fra|treffes fra',
  backAfter: 'tilbage|tilbake|igen|igjen',
  tomorrow: 'i morgen|imorgen',
  nextWeek: 'næste uge|neste uke',
  months: 'januar|februar|marts/mars|april|maj/mai|juni|juli|august|september|oktober|november|december/desember',
  days: 'mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag',
})

const russian = tongue({
  known: 'я|в|и|не|на|до|по|с|нахожусь|отпуске|отпуск|офисе|отсутствую|вернусь|буду|меня|здравствуйте|спасибо|вас',
  until: 'до|по|до конца дня|включительно до|включительно по',
  to: 'по|до|и',
  notBefore: 'не раньше|не ранее|только|только с',
  back: 'вернусь|вернемся|возвращаюсь|возвращения|выйду|выхожу|снова|вновь|опять|доступен с|доступна с|приступлю|на связи|на работе|в офисе с',
  backAfter: 'снова|вновь|опять|буду на связи|буду доступен|буду доступна|буду на работе|вернусь|выйду|выхожу',
  tomorrow: 'завтра',
  nextWeek: 'следующей неделе',
  months:
    'январь/января|февраль/февраля|март/марта|апрель/апреля|май/мая|июнь/июня|июль/июля|август/августа|сентябрь/сентября|октябрь/октября|ноябрь/ноября|декабрь/декабря',
  days: 'понедельник/понедельника|вторник/вторника|среда/среду/среды|четверг/четверга|пятница/пятницу/пятницы|суббота/субботу/субботы|воскресенье/воскресенья',
})

const japanese = tongue({
  known: 'の|に|は|を|で|ま|不|在',
  monthFirst: true,
  until: '',
  to: '',
  notBefore: '',
  back: '復帰日は|復帰日|復帰予定日|復帰予定|出社予定日|出社日|戻り予定',
  backAfter: '戻|復帰|出社|出勤|再開|通常|対応いたし|対応致し|対応します|営業',
  untilAfter: 'まで|迄',
  tomorrow: '明日',
  nextWeek: '来週',
  months: '',
  days: '月曜|火曜|水曜|木曜|金曜|土曜|日曜',
})

export const tongues: readonly Tongue[] = [
  english,
  german,
  french,
  spanish,
  italian,
  portuguese,
  dutch,
  polish,
  swedish,
  danish,
  russian,
  japanese,
]

const prefixes = new Map<string, number>()
for (const { months } of tongues) {
  for (const [index, names] of months.entries()) {
    for (const name of names.filter(Boolean)) {
      for (let length = Math.min(3, name.length); length <= name.length; length++) {
        // "juin" and "juillet" begin alike: what is not one month's alone is none's.
        const start = name.slice(0, length)
        const known = prefixes.get(start)
        prefixes.set(start, known === undefined || known === index + 1 ? index + 1 : 0)
      }
    }
  }
}
// Prefixes that are whole words of another month or another tongue.
for (const [month, name] of [
  ['mar', 3],
  ['mai', 5],
  ['maj', 5],
  ['mei', 5],
  ['out', 10],
] as const)
  prefixes.set(month, name)

/** The month (1 to 12) that a word, whole or shortened, names in any of the tongues; null: none. */
export const monthOf = (word: string): number | null => prefixes.get(word) || null

const weekdays = new Map<string, number>()
for (const { days } of tongues) {
  for (const [index, names] of days.entries()) for (const name of names) weekdays.set(name, index + 1)
}

/** 1 (Monday) to 7 for a name of a day; null: none. */
export const weekdayNamed = (word: string): number | null => weekdays.get(word) ?? null
