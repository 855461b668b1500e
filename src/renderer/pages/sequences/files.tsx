import { ActionIcon, Button } from '@mantine/core'
import { IconPaperclip, IconX } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { longestAttachments } from '../../../shared/domain/sequence-attachment.ts'
import { sequences as words } from '../../words/sequences.ts'
import type { DraftFile } from './draft.ts'
import { contentOf, mostFiles } from './pictures.ts'

/** The files of one email, with what they weigh and may weigh. */
export function Files({ files: present, onChange }: { files: DraftFile[]; onChange: (files: DraftFile[]) => void }) {
  const field = useRef<HTMLInputElement>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const used = present.reduce((sum, { size }) => sum + size, 0)
  const { files } = words
  const add = async (chosen: FileList | null) => {
    setRefused(null)
    const added: DraftFile[] = []
    let weight = used
    for (const file of chosen ?? []) {
      if (present.length + added.length >= mostFiles) return void setRefused(files.tooMany(mostFiles))
      if (weight + file.size > longestAttachments) {
        setRefused(files.tooMuch(file.name, longestAttachments))
        continue
      }
      weight += file.size
      added.push({ name: file.name, size: file.size, content: await contentOf(file) })
    }
    if (added.length > 0) onChange([...present, ...added])
  }
  return (
    <>
      <input
        ref={field}
        type="file"
        multiple
        className="unseen"
        tabIndex={-1}
        aria-label={files.add}
        onChange={({ currentTarget }) => {
          void add(currentTarget.files).then(() => {
            currentTarget.value = ''
          })
        }}
      />
      <Button
        className="seq-attach"
        size="xs"
        variant="default"
        leftSection={<IconPaperclip size={15} stroke={1.7} aria-hidden />}
        onClick={() => field.current?.click()}
      >
        {files.add}
      </Button>
      {present.length > 0 && (
        <ul className="seq-files" aria-label={files.list}>
          {present.map((file, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files may have the same name
            <li key={at}>
              {files.one(file.name, file.size)}
              <ActionIcon
                size={22}
                aria-label={files.remove(file.name)}
                onClick={() => onChange(present.filter((_, i) => i !== at))}
              >
                <IconX size={14} stroke={1.7} />
              </ActionIcon>
            </li>
          ))}
          <li className="faint">{files.limit(used, longestAttachments)}</li>
        </ul>
      )}
      {refused && (
        <p className="small seq-refused" role="alert">
          {refused}
        </p>
      )}
    </>
  )
}
