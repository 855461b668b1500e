import { Button } from '@mantine/core'
import { lazyRouteComponent } from '@tanstack/react-router'
import { type ComponentType, useEffect, useState } from 'react'
import { useDoor } from '../api/hooks.ts'
import { Empty } from '../parts/blank.tsx'
import { shell } from '../words/shell.ts'

type Module<Name extends string> = Record<Name, ComponentType>

/**
 * A screen whose code is loaded when it is first opened. Where that code can't be had, the router would load the whole
 * page again by itself: without an engine that ends at the browser's own error page, after an update at a blank one.
 */
export const screen = <Name extends string>(load: () => Promise<Module<Name>>, name: Name) =>
  lazyRouteComponent(async (): Promise<Module<string>> => {
    try {
      return await load()
    } catch {
      return { [name]: () => <Missing load={load} name={name} /> }
    }
  }, name)

/** Says why the screen isn't there, and shows it as soon as it can be had. */
function Missing<Name extends string>({ load, name }: { load: () => Promise<Module<Name>>; name: Name }) {
  const door = useDoor()
  const [found, setFound] = useState<{ is: ComponentType } | null>(null)
  const [isGone, setGone] = useState(false)
  useEffect(() => {
    if (door !== 'open') return setGone(false)
    load()
      .then((module) => setFound({ is: module[name] }))
      .catch(() => setGone(true))
  }, [door, load, name])
  if (found) return <found.is />
  const { updated, absent } = shell
  if (isGone)
    return (
      <div role="alert">
        <h1 className="unseen">{updated.title}</h1>
        <Empty
          title={updated.title}
          action={<Button onClick={() => window.location.reload()}>{updated.reload}</Button>}
        >
          {updated.more}
        </Empty>
      </div>
    )
  if (door === 'open') return null
  return (
    <div role="status">
      <h1 className="unseen">{absent.title}</h1>
      <Empty title={absent.title}>{absent.more}</Empty>
    </div>
  )
}
