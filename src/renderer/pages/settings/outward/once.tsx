import { Button, CopyButton, TextInput } from '@mantine/core'
import { DialogFoot } from '../../../parts/dialog.tsx'
import { outward as words } from '../../../words/outward.ts'

/** A secret, this once. */
export function Once(given: { title: string; label: string; more?: string; value: string; onDone: () => void }) {
  return (
    <div className="st-setting-fields">
      <div>
        <h3>{given.title}</h3>
        <p className="dim">{words.once}</p>
      </div>
      <TextInput
        label={given.label}
        {...(given.more ? { description: given.more } : {})}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        readOnly
        className="st-key-shown"
        value={given.value}
        onFocus={(event) => event.currentTarget.select()}
      />
      <DialogFoot>
        <Button variant="default" onClick={given.onDone}>
          {words.done}
        </Button>
        <CopyButton value={given.value} timeout={3000}>
          {({ copied, copy }) => (
            <Button onClick={copy} data-autofocus>
              <span aria-live="polite">{copied ? words.copied : words.copy}</span>
            </Button>
          )}
        </CopyButton>
      </DialogFoot>
    </div>
  )
}
