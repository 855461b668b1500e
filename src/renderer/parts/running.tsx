import { Button, Progress } from '@mantine/core'
import { percent } from '../words/format.ts'
import { shell } from '../words/shell.ts'
import './running.css'

/** How far a long piece of work is, and a way to break it off. @param share from 0 to 1 */
export function Running({ what, share, onCancel }: { what: string; share: number; onCancel: () => void }) {
  return (
    <div className="running">
      <div className="row">
        <span className="grow" role="status">
          {what}
        </span>
        <span className="dim">{percent(Math.floor(share * 100) / 100)}</span>
        <Button size="xs" variant="default" onClick={onCancel}>
          {shell.cancel}
        </Button>
      </div>
      <Progress value={share * 100} aria-label={what} size={6} />
    </div>
  )
}
