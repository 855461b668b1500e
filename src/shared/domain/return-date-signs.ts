import { list } from './return-date-words.ts'

/** Small words and signs around dates, of all tongues together. */

/** Words that may stand between "until" or "back" and the date. */
export const fillers: ReadonlySet<string> = new Set(
  list(
    'the|on|den|dem|der|am|zum|le|el|il|lo|o|os|em|op|de|dia|dag|giorno|dnia|dniu|w|vom|ab|od|from|next|coming|nächsten|kommenden|próximo|prossimo|следующего|:|,|(|.|*|"|в|с|du|dès|desde|dal|vanaf|från|fra|på|на|incl|inkl|einschl|einschließlich|including|and|und|kl|feira',
  ),
)

/** Words of being away: what follows them begins an absence, whatever is said of coming back later. */
export const awayWords: ReadonlySet<string> = new Set(
  list(
    'out|away|leave|vacation|holiday|urlaub|abwesend|absent|absente|congé|congés|vacances|vacaciones|ausente|fuera|ferie|assente|férias|fora|vakantie|afwezig|urlop|urlopie|nieobecny|nieobecna|semester|ledig|frånvarande|fraværende|отпуске|отпуск|отсутствую|休',
  ),
)

/** What may follow the number of a day: 1st, 1er, 14º, 14-го. */
export const ordinals: ReadonlySet<string> = new Set(list('st|nd|rd|th|er|e|eme|o|a|°|.|:|-|го|е'))

/** Between a day and its month. */
export const ofWords: ReadonlySet<string> = new Set(list("of|de|d|'|del|den|dell|des|the"))

/** Before or after a time of day, which looks like a date: "um 10.30 Uhr". */
export const timeWords: ReadonlySet<string> = new Set(
  list('uhr|h|am|pm|hrs|um|at|kl|klo|klokken|alle|ore|las|às|à|godz|om|klockan|часов|time|tel|fax'),
)

/** Signs between the first and the last day. */
export const dashes: ReadonlySet<string> = new Set(['-', '–', '—', '‐', '‑', '−', '~', '〜', '→'])
