/**
 * Zones of the states and provinces of countries that have several. By ISO 3166-2 and by name; a `~` marks one that has
 * another zone in some of its places. Sources: IANA tz database (zone1970.tab, backward) and the countries' own laws of time.
 */

const eastern = 'America/New_York'
const central = 'America/Chicago'
const mountain = 'America/Denver'
const pacific = 'America/Los_Angeles'
const saoPaulo = 'America/Sao_Paulo'
const fortaleza = 'America/Fortaleza'
const moscow = 'Europe/Moscow'

type Region = readonly [codes: string, zone: string]

const unitedStates: readonly Region[] = [
  [
    'CT:Connecticut DE:Delaware DC:District of Columbia GA:Georgia ME:Maine MD:Maryland MA:Massachusetts NH:New Hampshire NJ:New Jersey NY:New York NC:North Carolina OH:Ohio PA:Pennsylvania RI:Rhode Island SC:South Carolina VT:Vermont VA:Virginia WV:West Virginia ~FL:Florida ~MI:Michigan ~IN:Indiana ~KY:Kentucky',
    eastern,
  ],
  [
    'AL:Alabama AR:Arkansas IL:Illinois IA:Iowa LA:Louisiana MN:Minnesota MS:Mississippi MO:Missouri OK:Oklahoma WI:Wisconsin ~TX:Texas ~TN:Tennessee ~KS:Kansas ~NE:Nebraska ~ND:North Dakota ~SD:South Dakota',
    central,
  ],
  ['CO:Colorado MT:Montana NM:New Mexico UT:Utah WY:Wyoming ~ID:Idaho', mountain],
  ['AZ:Arizona', 'America/Phoenix'],
  ['CA:California NV:Nevada WA:Washington ~OR:Oregon', pacific],
  ['~AK:Alaska', 'America/Anchorage'],
  ['HI:Hawaii', 'Pacific/Honolulu'],
]

const canada: readonly Region[] = [
  ['~ON:Ontario QC:Quebec', 'America/Toronto'],
  ['NS:Nova Scotia NB:New Brunswick PE:Prince Edward Island', 'America/Halifax'],
  ['~NL:Newfoundland and Labrador', 'America/St_Johns'],
  ['MB:Manitoba', 'America/Winnipeg'],
  ['SK:Saskatchewan', 'America/Regina'],
  ['AB:Alberta NT:Northwest Territories', 'America/Edmonton'],
  ['~BC:British Columbia', 'America/Vancouver'],
  ['YT:Yukon', 'America/Whitehorse'],
  ['~NU:Nunavut', 'America/Iqaluit'],
]

const australia: readonly Region[] = [
  ['~NSW:New South Wales ACT:Australian Capital Territory', 'Australia/Sydney'],
  ['VIC:Victoria', 'Australia/Melbourne'],
  ['QLD:Queensland', 'Australia/Brisbane'],
  ['SA:South Australia', 'Australia/Adelaide'],
  ['NT:Northern Territory', 'Australia/Darwin'],
  ['WA:Western Australia', 'Australia/Perth'],
  ['TAS:Tasmania', 'Australia/Hobart'],
]

const brazil: readonly Region[] = [
  [
    'SP:São Paulo RJ:Rio de Janeiro MG:Minas Gerais ES:Espírito Santo PR:Paraná SC:Santa Catarina RS:Rio Grande do Sul GO:Goiás DF:Distrito Federal',
    saoPaulo,
  ],
  ['BA:Bahia', 'America/Bahia'],
  ['CE:Ceará MA:Maranhão PB:Paraíba PI:Piauí RN:Rio Grande do Norte', fortaleza],
  ['PE:Pernambuco', 'America/Recife'],
  ['AL:Alagoas SE:Sergipe', 'America/Maceio'],
  ['PA:Pará AP:Amapá', 'America/Belem'],
  ['TO:Tocantins', 'America/Araguaina'],
  ['MT:Mato Grosso', 'America/Cuiaba'],
  ['MS:Mato Grosso do Sul', 'America/Campo_Grande'],
  ['~AM:Amazonas', 'America/Manaus'],
  ['RO:Rondônia', 'America/Porto_Velho'],
  ['RR:Roraima', 'America/Boa_Vista'],
  ['AC:Acre', 'America/Rio_Branco'],
]

const russia: readonly Region[] = [
  [
    'MOW:Moscow SPE:Saint Petersburg MOS:Moscow Oblast LEN:Leningrad Oblast TA:Tatarstan KDA:Krasnodar NIZ:Nizhny Novgorod ROS:Rostov',
    moscow,
  ],
  ['KGD:Kaliningrad', 'Europe/Kaliningrad'],
  ['SAM:Samara', 'Europe/Samara'],
  ['SVE:Sverdlovsk CHE:Chelyabinsk TYU:Tyumen PER:Perm BA:Bashkortostan', 'Asia/Yekaterinburg'],
  ['OMS:Omsk', 'Asia/Omsk'],
  ['NVS:Novosibirsk', 'Asia/Novosibirsk'],
  ['KYA:Krasnoyarsk', 'Asia/Krasnoyarsk'],
  ['IRK:Irkutsk', 'Asia/Irkutsk'],
  ['PRI:Primorsky KHA:Khabarovsk', 'Asia/Vladivostok'],
  ['KAM:Kamchatka', 'Asia/Kamchatka'],
]

const mexico: readonly Region[] = [
  [
    'CMX:Mexico City JAL:Jalisco NLE:Nuevo León PUE:Puebla GUA:Guanajuato QUE:Querétaro VER:Veracruz YUC:Yucatán',
    'America/Mexico_City',
  ],
  ['ROO:Quintana Roo', 'America/Cancun'],
  ['BCN:Baja California', 'America/Tijuana'],
  ['SON:Sonora', 'America/Hermosillo'],
  ['SIN:Sinaloa NAY:Nayarit BCS:Baja California Sur', 'America/Mazatlan'],
]

const indonesia: readonly Region[] = [
  ['JK:Jakarta JB:West Java JT:Central Java JI:East Java BT:Banten YO:Yogyakarta SU:North Sumatra', 'Asia/Jakarta'],
  ['BA:Bali SN:South Sulawesi', 'Asia/Makassar'],
  ['PA:Papua MA:Maluku', 'Asia/Jayapura'],
]

const spain: readonly Region[] = [['CN:Canary Islands GC:Las Palmas TF:Santa Cruz de Tenerife', 'Atlantic/Canary']]
const portugal: readonly Region[] = [
  ['30:Madeira', 'Atlantic/Madeira'],
  ['20:Azores', 'Atlantic/Azores'],
]

const byCountry: Record<string, readonly Region[]> = {
  US: unitedStates,
  CA: canada,
  AU: australia,
  BR: brazil,
  RU: russia,
  MX: mexico,
  ID: indonesia,
  ES: spain,
  PT: portugal,
}

export interface KnownRegion {
  country: string
  name: string
  zone: string
  /** It has another zone in some of its places. */
  split: boolean
}

/** Comparable: without case, accents and signs. */
export const plainName = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const entry = /(~?)([A-Z0-9]{2,3}):(.*?)(?=\s~?[A-Z0-9]{2,3}:|$)/g

function tableOf(country: string, regions: readonly Region[]): Map<string, KnownRegion> {
  const table = new Map<string, KnownRegion>()
  for (const [codes, zone] of regions)
    for (const [, split, code = '', name = ''] of codes.matchAll(entry)) {
      const known = { country, name, zone, split: split === '~' }
      for (const key of [code, `${country} ${code}`, name]) table.set(plainName(key), known)
    }
  return table
}

const tables = new Map(Object.entries(byCountry).map(([country, regions]) => [country, tableOf(country, regions)]))

/**
 * A state or province by its code or name. Without a country only a whole name that no other country has tells: "CA" may
 * be Canada.
 */
export function regionOf(text: string, country: string | null): KnownRegion | null {
  const key = plainName(text)
  if (key === '') return null
  if (country !== null) return tables.get(country)?.get(key) ?? null
  if (key.length < 4) return null
  const found = [...tables.values()].flatMap((table) => table.get(key) ?? [])
  return found.length === 1 ? (found[0] ?? null) : null
}
