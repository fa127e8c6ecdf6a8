import { notForRole } from '@/language/role-words.ts'
import { msg, t } from '@/language/t.ts'
import type { Viewer } from '../../context.ts'
import { isGranted, type Permission } from '../../policy.ts'
import type { GuestView } from '../guest/model.ts'
import { FILES_ACTIONS, type FilesAction, type FilesView } from './model.ts'

type Who = Pick<Viewer, 'roleName' | 'rights'>
type Facts = Pick<GuestView, 'state' | 'operation' | 'archivedAt'> & { viewer: Who }

const PERMISSION = {
  unify: 'files.work',
  fold: 'files.work',
  predict: 'files.work',
  verify: 'files.work',
  convert: 'files.convert',
  clone: 'guest.clone',
} as const satisfies Record<FilesAction, Permission>

const UNREACHABLE = msg('The host does not answer now; the guest keeps running.')
const ARCHIVED = msg('Its files are archived until its suspension is lifted.')
const BUSY = msg('Another operation on this guest is running; wait for its end.')

/** Why each work on its files is not possible for this viewer now; null = possible. */
export function deniedFiles(facts: Facts): Pick<FilesView, 'denied' | 'stopUnifyDenied'> {
  const denied = Object.fromEntries(
    FILES_ACTIONS.map((action) => [action, byRole(facts.viewer, action) ?? byState(facts, action)]),
  ) as Record<FilesAction, string | null>
  return { denied, stopUnifyDenied: byRole(facts.viewer, 'unify') ?? notToStop(facts) }
}

function byRole(viewer: Who, action: FilesAction): string | null {
  return isGranted(viewer, PERMISSION[action]) ? null : notForRole(viewer)
}

function byState(facts: Facts, action: FilesAction): string | null {
  const reason = byAnything(facts)
  if (reason !== null || action === 'verify') return reason
  if (facts.archivedAt !== null) return t(ARCHIVED)
  if (action === 'predict') return null
  return isUp(facts) ? t('Stop it first.') : null
}

function notToStop(facts: Facts): string | null {
  if (facts.archivedAt !== null) return t(ARCHIVED)
  return byAnything(facts) ?? (facts.state === 'running' ? null : t('The guest is not running.'))
}

function byAnything({ state, operation }: Facts): string | null {
  if (state === 'unknown') return t(UNREACHABLE)
  if (state === 'building') return t('The guest is still being made.')
  return operation ? t(BUSY) : null
}

export function isUp({ state }: Pick<GuestView, 'state'>): boolean {
  return state === 'running' || state === 'paused' || state === 'starting' || state === 'stopping'
}
