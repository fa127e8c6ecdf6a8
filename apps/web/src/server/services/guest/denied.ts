import { notForRole } from '@/language/role-words.ts'
import { msg, t } from '@/language/t.ts'
import type { Viewer } from '../../context.ts'
import { isGranted, type Permission } from '../../policy.ts'
import type { GuestAction, GuestView } from './model.ts'

type Who = Pick<Viewer, 'roleName' | 'rights'>
/** `held`: why it may not run; null = it may. `limitsHeld`: its limits are not its own now. */
type Facts = {
  viewer: Who
  state: GuestView['state']
  busyWith: string | null
  held: string | null
  limitsHeld: string | null
  /** Absent: nothing to take back. */
  hasFormer?: boolean
}

const PERMISSION = {
  start: 'guest.start',
  stop: 'guest.stop',
  restart: 'guest.restart',
  pause: 'guest.pause',
  resume: 'guest.pause',
  kill: 'guest.kill',
  delete: 'guest.delete',
  setLimit: 'limit.set',
  console: 'guest.console',
  bootLog: 'guest.bootLog',
  bin: 'guest.bin',
  rename: 'guest.rename',
  transfer: 'guest.transfer',
  suspend: 'guest.suspend',
  reinstall: 'guest.reinstall',
  takeFormer: 'guest.reinstall',
} as const satisfies Record<GuestAction, Permission>

const UP: ReadonlySet<GuestView['state']> = new Set(['running', 'paused', 'starting', 'stopping'])

const UNREACHABLE = msg('The host does not answer now; the guest keeps running.')
const PAUSED = msg('The guest is paused; resume it first.')
const NOT_RUNNING = msg('The guest is not running; start it first.')

/** Why each action is not possible for this viewer now; null = possible. The buttons show exactly this. */
export function deniedActions(facts: Facts): Record<GuestAction, string | null> {
  const reason = (action: GuestAction) => byRole(facts.viewer, action) ?? byState(facts, action)
  return {
    start: reason('start'),
    stop: reason('stop'),
    restart: reason('restart'),
    pause: reason('pause'),
    resume: reason('resume'),
    kill: reason('kill'),
    delete: reason('delete'),
    setLimit: reason('setLimit'),
    console: reason('console'),
    bootLog: reason('bootLog'),
    bin: reason('bin'),
    rename: reason('rename'),
    transfer: reason('transfer'),
    suspend: reason('suspend'),
    reinstall: reason('reinstall'),
    takeFormer: reason('takeFormer'),
  }
}

function byRole(viewer: Who, action: GuestAction): string | null {
  return isGranted(viewer, PERMISSION[action]) ? null : notForRole(viewer)
}

function byState(
  { state, busyWith, held, limitsHeld, hasFormer }: Facts,
  action: GuestAction,
): string | null {
  if (state === 'unknown') return t(UNREACHABLE)
  const isUp = UP.has(state)
  switch (action) {
    case 'kill':
      return isUp ? null : t(NOT_RUNNING)
    case 'console':
      return state === 'paused' ? t(PAUSED) : state === 'running' ? null : (held ?? t(NOT_RUNNING))
    case 'bootLog':
      return state === 'building' ? t('The guest is still being made.') : null
    case 'start':
      return busyWith ?? (state === 'paused' ? t(PAUSED) : isUp ? t('The guest is already running.') : held)
    case 'stop':
      return busyWith ?? (isUp ? null : t(NOT_RUNNING))
    case 'restart':
      return busyWith ?? held ?? (isUp ? null : t(NOT_RUNNING))
    case 'pause':
      return (
        busyWith ?? (state === 'paused' ? t('The guest is paused already.') : isUp ? null : t(NOT_RUNNING))
      )
    case 'resume':
      return busyWith ?? (state === 'paused' ? held : t('The guest is not paused.'))
    case 'setLimit':
      return busyWith ?? limitsHeld
    case 'reinstall':
      return busyWith ?? held
    case 'takeFormer':
      return busyWith ?? held ?? (hasFormer ? null : t('It was not reinstalled in the last day.'))
    case 'delete':
    case 'bin':
    case 'transfer':
      return busyWith
    case 'rename':
    case 'suspend':
      return null
  }
}
