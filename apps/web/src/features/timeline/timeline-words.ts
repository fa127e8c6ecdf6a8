import type { StateChange } from '@vserver/core/availability/model'
import type { HitResource } from '@vserver/core/hit/model'
import type { HitView } from '@/server/services/hit/model.ts'
import type { ConsoleSession, TimelineEntry, TimelineKind } from '@/server/services/timeline/model.ts'
import type { Tone } from '@/ui/badge.tsx'
import { formatCount } from '@/ui/format-cpu.ts'
import { formatDuration } from '@/ui/format-time.ts'
import { actionWords } from '../audit/audit-words.ts'
import { detailWords } from '../audit/detail-words.ts'
import { formatKind, kindLabel } from '../limit/use-words.ts'
import { KIND_LABEL, OPERATION_LOOK } from '../operation/operation-words.ts'

export const TIMELINE_LABEL = {
  hit: 'Limit hits',
  limit: 'Limit changes',
  act: 'What people did',
  console: 'Consoles',
  operation: 'Operations',
  state: 'Up and down',
} as const satisfies Record<TimelineKind, string>

const BADGE = {
  hit: { label: 'Hit', tone: 'warn' },
  limit: { label: 'Limits', tone: 'accent' },
  act: { label: 'Act', tone: 'neutral' },
  console: { label: 'Console', tone: 'accent' },
  operation: { label: 'Operation', tone: 'neutral' },
  state: { label: 'State', tone: 'good' },
} as const satisfies Record<TimelineKind, { label: string; tone: Tone }>

export function badgeOf(entry: TimelineEntry): { label: string; tone: Tone } {
  const isBad =
    (entry.kind === 'state' && entry.change.state === 'down' && entry.change.reason !== 'wanted') ||
    (entry.kind === 'hit' && entry.hit.effect === 'killed') ||
    ((entry.kind === 'act' || entry.kind === 'limit') && entry.act.outcome === 'failed') ||
    (entry.kind === 'operation' && entry.operation.state === 'failed')
  return { ...BADGE[entry.kind], ...(isBad && { tone: 'bad' as const }) }
}

/** What happened, in one sentence. */
export function entryWords(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'hit':
      return hitWords(entry.hit)
    case 'limit':
    case 'act': {
      const { userName, role, action, subject, detail, outcome } = entry.act
      const how = outcome === 'failed' ? ' – refused' : ''
      return `${userName} (${role}) ${actionWords(action)} ${subject}${detail ? `: ${detailWords(detail)}` : ''}${how}`
    }
    case 'console':
      return consoleWords(entry.console, entry.at)
    case 'operation': {
      const { kind, state, userName } = entry.operation
      return `${KIND_LABEL[kind]}: ${OPERATION_LOOK[state].label.toLowerCase()}${userName ? `, for ${userName}` : ''}`
    }
    case 'state':
      return stateWords(entry.change)
  }
}

const EFFECT = {
  refused: 'refused',
  throttled: 'held back',
  reclaimed: 'took memory back',
  killed: 'killed a process',
  dropped: 'dropped packets',
} as const satisfies Record<HitView['effect'], string>

/** Readings are some seconds apart: what is closer together happened at once. */
const AT_ONCE_MS = 30_000

/** "Memory: killed a process 2 times at its limit of 512 MiB" */
export function hitWords({ resource, effect, count, limit, at: lastAt, since, away }: HitView): string {
  const times = count === 1 ? 'once' : `${formatCount(count)} times`
  const at = limit === null ? 'at its limit' : `at its limit of ${limitWords(resource, limit)}`
  const within = lastAt - since > AT_ONCE_MS ? `, in ${formatDuration(lastAt - since)}` : ''
  const when = away ? ', while its host was not watching' : within
  return `${resourceLabel(resource)}: ${EFFECT[effect]} ${times} ${at}${when}`
}

/** "mysqld 1.20 CPU, 310 MiB" are shown by whoever lists them. */
export function resourceLabel(resource: HitResource): string {
  return resource === 'memorySoft' ? 'Soft memory limit' : kindLabel(resource)
}

function limitWords(resource: HitResource, limit: number): string {
  return formatKind(resource === 'memorySoft' ? 'memory' : resource, limit)
}

function consoleWords({ userName, role, closedAt }: ConsoleSession, openedAt: number): string {
  const who = role ? `${userName} (${role})` : userName
  if (closedAt === null) return `${who} opened a console, which is open still`
  return `${who} had a console open for ${formatDuration(Date.parse(closedAt) - openedAt)}`
}

const STATE = {
  up: {
    wanted: 'It came up',
    failed: 'It came up again after it had failed',
    host: 'It came up with its host',
  },
  down: { wanted: 'It was stopped', failed: 'It ended by itself', host: 'It went down with its host' },
} as const satisfies Record<StateChange['state'], Record<StateChange['reason'], string>>

function stateWords({ state, reason }: StateChange): string {
  return STATE[state][reason]
}
