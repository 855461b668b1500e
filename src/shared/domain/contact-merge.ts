/** Which values win where several contacts become one. */

/** A contact as merging looks at it. */
export interface Mergeable {
  publicId: string
  firstName: string | null
  lastName: string | null
  company: string | null
  owner: string | null
  zone: string | null
  fields: Readonly<Record<string, string>>
  tags: readonly string[]
}

const columns = {
  first_name: 'firstName',
  last_name: 'lastName',
  company: 'company',
  owner: 'owner',
  zone: 'zone',
} as const
export type MergedColumn = (typeof columns)[keyof typeof columns]

export interface MergedValue {
  /** `company`, or `fields.job_title`. */
  field: string
  /** Public id of whose value it is. */
  from: string
  value: string
  /** Values that are lost, other ones only. */
  others: { from: string; value: string }[]
}

export interface Merged {
  values: MergedValue[]
  tags: string[]
}

const own = 'fields.'

function valueIn(contact: Mergeable, field: string): string | null {
  if (field.startsWith(own)) return contact.fields[field.slice(own.length)] || null
  return contact[columns[field as keyof typeof columns]] || null
}

/** Every field that one of them has, in the order people read them. */
function fieldsOf(all: readonly Mergeable[]): string[] {
  const names = new Set(all.flatMap(({ fields }) => Object.keys(fields)))
  return [...Object.keys(columns), ...[...names].map((name) => `${own}${name}`)]
}

/**
 * The kept one's value wins where it has one, else the first that has one; `take` chooses otherwise, field by field. Tags
 * are those of all.
 *
 * @param all the kept one first
 * @returns null for `take` of a field that whoever it names has not
 */
export function mergedOf(all: readonly Mergeable[], take: Readonly<Record<string, string>> = {}): Merged | null {
  const fields = fieldsOf(all)
  if (Object.keys(take).some((field) => !fields.includes(field))) return null
  const values: MergedValue[] = []
  for (const field of fields) {
    const has = all.flatMap((contact) => {
      const value = valueIn(contact, field)
      return value === null ? [] : [{ from: contact.publicId, value }]
    })
    const chosen = take[field] === undefined ? has[0] : has.find(({ from }) => from === take[field])
    if (!chosen && take[field] !== undefined) return null
    if (!chosen) continue
    const others = has.filter(({ from, value }) => from !== chosen.from && value !== chosen.value)
    values.push({ field, ...chosen, others })
  }
  return { values, tags: [...new Set(all.flatMap(({ tags }) => tags))].sort() }
}

/** The values as columns of a contact. */
export function columnsOf({
  values,
}: Merged): Record<MergedColumn, string | null> & { fields: Record<string, string> } {
  const of = (field: string) => values.find((value) => value.field === field)?.value ?? null
  const fields = values.filter(({ field }) => field.startsWith(own))
  return {
    firstName: of('first_name'),
    lastName: of('last_name'),
    company: of('company'),
    owner: of('owner'),
    zone: of('zone'),
    fields: Object.fromEntries(fields.map(({ field, value }) => [field.slice(own.length), value])),
  }
}
