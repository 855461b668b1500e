import { Button, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { shell } from '../words/shell.ts'

/** Puts a text on the clipboard, and says so for a moment. */
export function CopyText({ text, label, size = 'sm' }: { text: string; label: string; size?: 'xs' | 'sm' }) {
  return (
    <CopyButton value={text} timeout={2000}>
      {({ copied, copy }) => (
        <Button
          size={size}
          variant="default"
          onClick={copy}
          leftSection={
            copied ? <IconCheck size={16} stroke={1.8} aria-hidden /> : <IconCopy size={16} stroke={1.7} aria-hidden />
          }
        >
          {copied ? shell.copied : label}
        </Button>
      )}
    </CopyButton>
  )
}
