import { Button, Select } from '@mantine/core'
import { ChooseFile } from '../../parts/choose-file.tsx'
import { useDrop } from '../../parts/drop.ts'
import { contactImport } from '../../words/contact-import.ts'
import type { Importing } from './use-import.ts'

const words = contactImport.file

function Choose({ importing, label }: { importing: Importing; label: string }) {
  const { askForFile, takeFile } = importing
  if (askForFile)
    return (
      <Button variant="default" onClick={() => void askForFile()}>
        {label}
      </Button>
    )
  return (
    <ChooseFile
      label={label}
      accept=".csv,.tsv,.txt,.xlsx,text/csv,text/plain"
      onFile={(file) => void takeFile(file)}
    />
  )
}

/** Step one: a file, dropped or chosen. Afterwards one line that says which. */
export function FileStep({ importing }: { importing: Importing }) {
  const { step, chosen, seen, busy } = importing
  const { isOver, onto } = useDrop((file) => void importing.takeFile(file))
  if (step.at !== 'file' && chosen && seen)
    return (
      <div className="im-line">
        <span className="strong">{chosen.name}</span>{' '}
        <span className="dim">{words.facts(seen.count, seen.bytes, seen.encoding, seen.delimiter)}</span>
        {step.at !== 'done' && !busy && (
          <button type="button" className="link" onClick={importing.startOver}>
            {words.other}
          </button>
        )}
        {seen.sheets.length > 1 && step.at === 'columns' && (
          <Select
            size="xs"
            aria-label={words.sheet}
            allowDeselect={false}
            data={seen.sheets}
            value={seen.sheet}
            onChange={(name) => name && importing.toSheet(name)}
          />
        )}
      </div>
    )
  return (
    <section aria-label={words.title} className={`im-drop ${isOver ? 'over' : ''}`} {...onto}>
      <p>{busy ? words.reading : words.drop}</p>
      {!busy && <Choose importing={importing} label={words.choose} />}
      <p className="small dim">{words.kinds}</p>
    </section>
  )
}
