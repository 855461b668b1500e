import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlayerStopFilled } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { useNow, useSafety, useStatus, useZone } from '../api/hooks.ts'
import { say } from '../parts/say.tsx'
import { moment, second } from '../words/format.ts'
import { shell } from '../words/shell.ts'

const words = shell.engine

/** Of “paused”, “stopped” and “goes on” only the last said is so. */
const about = 'engine'

/** Pause, go on, and the red stop: from every screen. */
export function useEngineSwitches() {
  const resume = useMutation(
    api.workspace.resume.mutationOptions({ onSuccess: () => say({ title: words.didResume, about }) }),
  )
  const undo = { label: shell.undo, run: () => resume.mutateAsync({}) }
  const pause = useMutation(
    api.workspace.pause.mutationOptions({ onSuccess: () => say({ title: words.didPause, action: undo, about }) }),
  )
  const stop = useMutation(
    api.workspace.stop.mutationOptions({
      onSuccess: () =>
        say({
          title: words.didStop,
          more: words.didStopMore,
          about,
          action: { label: words.resume, run: () => resume.mutateAsync({}) },
        }),
    }),
  )
  return { pause: () => pause.mutate({}), resume: () => resume.mutate({}), stop: () => stop.mutate({}) }
}

/** An email this much past its time waits for its turn: pacing, limits or its mailbox. In ms. */
const lateBy = 60_000

/** Nothing leaves from here next: it waits, or other computers send it, or there is none. */
function nothingNext({ planned, elsewhere }: { planned: number; elsewhere: number }): string {
  if (planned > elsewhere) return words.waits(planned - elsewhere)
  return elsewhere > 0 ? words.elsewhere(elsewhere) : words.nothing
}

function Next() {
  const status = useStatus().data
  const zone = useZone()
  const now = useNow()
  const { isHeld } = useSafety()
  if (!status) return <div className="engine-words" aria-hidden />
  if (isHeld)
    return (
      <div className="engine-words">
        <div className="strong">{words.safe}</div>
        <div className="fine dim">{words.safeFoot}</div>
      </div>
    )
  if (status.stopped || status.paused)
    return (
      <div className="engine-words">
        <div className="strong">{status.stopped ? words.stopped : words.paused}</div>
        <div className="fine dim">{status.stopped ? words.stoppedFoot : words.pausedFoot}</div>
      </div>
    )
  const ahead = status.next_send === null || now === null ? null : Date.parse(status.next_send) - now
  return (
    <div className="engine-words">
      <div className="fine dim">{status.next_send ? words.next : nothingNext(status)}</div>
      {status.next_send && (
        <div className="t">
          {ahead !== null && ahead < -lateBy
            ? words.late
            : ahead !== null && ahead < 12 * 3_600_000
              ? second(status.next_send, zone)
              : moment(status.next_send, zone, now)}
        </div>
      )}
      <div className="fine dim">{words.foot(zone, status.sent_today, status.sandbox_today)}</div>
      {status.hosts_trouble && <div className="fine bad">{words.hosts}</div>}
      {status.disk_trouble && <div className="fine bad">{words.disk}</div>}
    </div>
  )
}

/** The foot of the sidebar: what leaves next, and how to make it wait. */
export function EngineFoot() {
  const status = useStatus().data
  const { pause, resume, stop } = useEngineSwitches()
  const halted = status ? status.paused || status.stopped : false
  return (
    <section className="engine" aria-label={words.next}>
      <Next />
      <div className="btns">
        {halted ? (
          <Button
            size="xs"
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            onClick={resume}
            title={words.resume}
          >
            <span className="nav-word">{words.resume}</span>
          </Button>
        ) : (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlayerPause size={14} aria-hidden />}
            onClick={pause}
            title={words.pause}
          >
            <span className="nav-word">{words.pause}</span>
          </Button>
        )}
        {!status?.stopped && (
          <Tooltip label={words.stopHint}>
            <ActionIcon className="stop boxed" aria-label={words.stop} onClick={stop}>
              <IconPlayerStopFilled size={14} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </section>
  )
}
