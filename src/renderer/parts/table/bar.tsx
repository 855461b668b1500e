import { ActionIcon, Button, Checkbox, Menu, Popover, TextInput } from '@mantine/core'
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks'
import { IconBookmark, IconColumns3, IconSearch, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { mostExcept } from '../../../shared/domain/except.ts'
import { table } from '../../words/table.ts'
import type { useSelection } from './selection.ts'

/** Search within a list: asks a moment after the last key. "/" goes to it. */
export function Search({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | undefined
  onChange: (search: string | undefined) => void
}) {
  const [typed, setTyped] = useState(value ?? '')
  const field = useRef<HTMLInputElement>(null)
  const tell = useDebouncedCallback((next: string) => onChange(next.trim() || undefined), 200)
  useEffect(() => setTyped(value ?? ''), [value])
  useHotkeys([['/', () => field.current?.focus()]])
  return (
    <TextInput
      ref={field}
      className="search"
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={15} stroke={1.7} aria-hidden />}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value)
        tell(currentTarget.value)
      }}
    />
  )
}

/** Which columns are shown. */
export function ColumnsMenu({
  columns,
  hidden,
  onChange,
}: {
  columns: readonly { id: string; label: string }[]
  hidden: readonly string[]
  onChange: (hidden: string[]) => void
}) {
  return (
    <Popover position="bottom-end">
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconColumns3 size={15} stroke={1.7} aria-hidden />}>
          {table.columns}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="columns-menu">
          {columns.map(({ id, label }) => (
            <Checkbox
              key={id}
              label={label}
              checked={!hidden.includes(id)}
              onChange={({ currentTarget }) =>
                onChange(currentTarget.checked ? hidden.filter((each) => each !== id) : [...hidden, id])
              }
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

export interface SavedView {
  public_id: string
  name: string
}

/** Saved filters of a list: pick one, keep the present one, remove one. */
export function ViewsMenu({
  views,
  onPick,
  onSave,
  onRemove,
}: {
  views: readonly SavedView[]
  onPick: (view: SavedView) => void
  onSave: (name: string) => void
  onRemove: (view: SavedView) => void
}) {
  const [name, setName] = useState('')
  return (
    <Menu closeOnItemClick trapFocus>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconBookmark size={15} stroke={1.7} aria-hidden />}>
          {table.views}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{views.length === 0 ? table.noViews : table.savedViews}</Menu.Label>
        {views.map((view) => (
          <div key={view.public_id} className="view-row">
            <Menu.Item onClick={() => onPick(view)}>{view.name}</Menu.Item>
            <ActionIcon size={24} aria-label={table.removeView(view.name)} onClick={() => onRemove(view)}>
              <IconX size={14} stroke={1.7} />
            </ActionIcon>
          </div>
        ))}
        <Menu.Divider />
        <form
          className="view-save"
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim()) onSave(name.trim())
            setName('')
          }}
        >
          <TextInput
            aria-label={table.viewName}
            placeholder={table.saveAs}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Button size="xs" type="submit" variant="default" disabled={!name.trim()}>
            {table.save}
          </Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  )
}

/** What can be done with the selected rows, in place of the list's own bar. */
export function SelectionBar({
  selected,
  onClear,
  children,
}: {
  /** Undefined: they are not counted. */
  selected: number | undefined
  onClear: () => void
  children: ReactNode
}) {
  return (
    <div className="row" role="status">
      {selected !== undefined && <span className="small dim">{table.selected(selected)}</span>}
      {children}
      <ActionIcon aria-label={table.clear} onClick={onClear}>
        <IconX size={16} stroke={1.7} />
      </ActionIcon>
    </div>
  )
}

/** The same in a list of which all that fit can be chosen, less those taken out. */
export function WideSelectionBar({
  selection,
  fitting,
  children,
}: {
  selection: Pick<ReturnType<typeof useSelection>, 'selected' | 'isAll' | 'except' | 'canWiden' | 'widen' | 'clear'>
  /** How many the filter finds, where that is counted to its end. */
  fitting?: number | undefined
  children: ReactNode
}) {
  const { selected, isAll, except, canWiden, widen, clear } = selection
  return (
    <SelectionBar selected={isAll ? fitting && fitting - except : selected.size} onClear={clear}>
      {isAll && <span className="small strong">{table.allBut(except)}</span>}
      {except >= mostExcept && <span className="small">{table.full(mostExcept)}</span>}
      {canWiden && (
        <button type="button" className="link small" onClick={widen}>
          {table.widen}
        </button>
      )}
      {children}
    </SelectionBar>
  )
}
