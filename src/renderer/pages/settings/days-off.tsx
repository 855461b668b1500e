import { ActionIcon, Button, Select } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconX } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { DayField } from '../../parts/day-field.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { date, day } from '../../words/format.ts'
import { settings } from '../../words/settings.ts'

const words = settings.hours

export interface Off {
  /** "FR", "DE-BY" or null. */
  country: string | null
  /** Own dates, "2026-12-24", in order. */
  dates: string[]
}

/** A date as words; its zone doesn't matter, it is the same day everywhere. */
const said = (local: string, now: number | null): string => day(`${local}T12:00:00Z`, 'UTC', now ?? undefined)

/** The year of the workspace's own calendar. */
const yearOf = (now: number | null, zone: string): number => Number(date(now ?? 0, zone).slice(0, 4))

function Named({ country }: { country: string }) {
  const now = useNow(60_000)
  const zone = useZone()
  const [year, setYear] = useState<number | null>(null)
  const shown = year ?? yearOf(now, zone)
  const found = useQuery(
    api.workspace.holidays.queryOptions({
      input: { country, year: shown },
      enabled: now !== null,
      placeholderData: keepPreviousData,
    }),
  )
  if (found.error) return <Notice tone="bad">{wordsOf(found.error)}</Notice>
  return (
    <div className="st-off-holidays">
      <div className="row">
        <h4 className="grow">{words.named(shown)}</h4>
        <ActionIcon aria-label={words.before} onClick={() => setYear(shown - 1)}>
          <IconChevronLeft size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon aria-label={words.after} onClick={() => setYear(shown + 1)}>
          <IconChevronRight size={16} aria-hidden />
        </ActionIcon>
      </div>
      <ul aria-live="polite">
        {found.data?.days.map((each) => (
          <li key={each.date}>
            <span className="dim">{said(each.date, now)}</span> {each.name}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Country({ off, onChange }: { off: Off; onChange: (off: Off) => void }) {
  const countries = useQuery(api.workspace.countries.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data ?? []
  const country = off.country?.split('-')[0] ?? null
  const now = useNow(60_000)
  const zone = useZone()
  const { data } = useQuery(
    api.workspace.holidays.queryOptions({
      input: { country: country ?? '', year: yearOf(now, zone) },
      enabled: country !== null && now !== null,
    }),
  )
  const parts = country === null ? [] : (data?.parts ?? [])
  return (
    <div className="st-off-country">
      <Select
        label={words.country}
        placeholder={words.noCountry}
        data={countries.map(({ code, name }) => ({ value: code, label: name }))}
        searchable
        clearable
        value={country}
        onChange={(code) => onChange({ ...off, country: code })}
      />
      {parts.length > 0 && (
        <Select
          label={words.part}
          placeholder={words.wholeCountry}
          data={parts.map(({ code, name }) => ({ value: code, label: name }))}
          searchable
          clearable
          value={off.country?.includes('-') ? off.country : null}
          onChange={(code) => onChange({ ...off, country: code ?? country })}
        />
      )}
    </div>
  )
}

function OwnDates({ off, onChange }: { off: Off; onChange: (off: Off) => void }) {
  const [typed, setTyped] = useState('')
  const now = useNow(60_000)
  const zone = useZone()
  const add = () => {
    if (!typed) return
    onChange({ ...off, dates: [...new Set([...off.dates, typed])].sort() })
    setTyped('')
  }
  return (
    <div className="st-off-own">
      <h4>{words.own}</h4>
      {off.dates.length === 0 ? (
        <p className="small dim">{words.ownNone}</p>
      ) : (
        <ul className="st-off-dates">
          {off.dates.map((own) => (
            <li key={own}>
              {said(own, now)}
              <ActionIcon
                size={22}
                aria-label={words.remove(said(own, now))}
                onClick={() => onChange({ ...off, dates: off.dates.filter((each) => each !== own) })}
              >
                <IconX size={13} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <div className="row">
        <DayField
          aria-label={words.date}
          value={typed}
          onChange={setTyped}
          {...(now === null ? {} : { near: date(now, zone) })}
        />
        <Button variant="default" disabled={typed === ''} onClick={add}>
          {words.add}
        </Button>
      </div>
    </div>
  )
}

/** Public holidays of a country by their names, and days of one's own. */
export function DaysOff(props: { off: Off; onChange: (off: Off) => void }) {
  return (
    <>
      <div>
        <h3>{words.off}</h3>
        <p className="small dim">{words.offLead}</p>
      </div>
      <div className="st-off-days">
        <div className="st-setting-fields">
          <Country {...props} />
          {props.off.country && <Named country={props.off.country} />}
        </div>
        <OwnDates {...props} />
      </div>
    </>
  )
}
