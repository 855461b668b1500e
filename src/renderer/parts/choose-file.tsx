import { Button, FileButton } from '@mantine/core'

interface Props {
  label: string
  accept?: string | undefined
  onFile: (file: File) => void
  /** Takes the focus of a dialog. */
  first?: boolean
}

/** A button that asks the browser for one file. */
export const ChooseFile = ({ label, accept, onFile, first }: Props) => (
  <FileButton
    {...(accept === undefined ? {} : { accept })}
    onChange={(file) => file && onFile(file)}
    inputProps={{ 'aria-label': label }}
  >
    {(props) => (
      <Button variant="default" data-autofocus={first || undefined} {...props}>
        {label}
      </Button>
    )}
  </FileButton>
)
