import type { StateChange } from '@vserver/core/availability/model'
import type { HitResource } from '@vserver/core/hit/model'
import { roleWords } from '@/language/role-words.ts'
import { msg, t, type Words } from '@/language/t.ts'
import type { HitView } from '@/server/services/hit/model.ts'
import type { ConsoleSession, TimelineEntry, TimelineKind } from '@/server/services/timeline/model.ts'
import type { Tone } from '@/ui/badge.tsx'
import { formatDuration } from '@/ui/format-time.ts'
import { actionWords } from '../audit/audit-words.ts'
import { detailWords } from '../audit/detail-words.ts'
import { formatKind, kindLabel } from '../limit/use-words.ts'
import { KIND_LABEL, STATE_WITHIN } from '../operation/operation-words.ts'

export const TIMELINE_LABEL = {
  hit: msg('Limit hits'),
  limit: msg('Limit changes'),
  act: msg('What people did'),
  console: msg('Consoles'),
  operation: msg('Operations'),
  state: msg('Up and down'),
} as const satisfies Record<TimelineKind, Words>

const BADGE = {
  hit: { label: msg('Hit'), tone: 'warn' },
  limit: { label: msg('Limits'), tone: 'accent' },
  act: { label: msg('Act'), tone: 'neutral' },
  console: { label: msg('Console'), tone: 'accent' },
  operation: { label: msg('Operation'), tone: 'neutral' },
  state: { label: msg('State'), tone: 'good' },
} as const satisfies Record<TimelineKind, { label: Words; tone: Tone }>

export function badgeOf(entry: TimelineEntry): { label: Words; tone: Tone } {
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
      const act = `${userName} (${roleWords(role)}) ${actionWords(action, subject)}${detail ? `: ${detailWords(action, detail)}` : ''}`
      return outcome === 'failed' ? t('{act} – refused', { act }) : act
    }
    case 'console':
      return consoleWords(entry.console, entry.at)
    case 'operation': {
      const { kind, state, userName } = entry.operation
      const said = `${t(KIND_LABEL[kind])}: ${t(STATE_WITHIN[state])}`
      return userName ? t('{operation}, for {user}', { operation: said, user: userName }) : said
    }
    case 'state':
      return stateWords(entry.change)
  }
}

const EFFECT = {
  refused: msg('{resource}: refused {count, plural, =1 {once} other {# times}}'),
  throttled: msg('{resource}: held back {count, plural, =1 {once} other {# times}}'),
  reclaimed: msg('{resource}: took memory back {count, plural, =1 {once} other {# times}}'),
  killed: msg('{resource}: killed a process {count, plural, =1 {once} other {# times}}'),
  dropped: msg('{resource}: dropped packets {count, plural, =1 {once} other {# times}}'),
} as const satisfies Record<HitView['effect'], Words>

/** Readings are some seconds apart: what is closer together happened at once. */
const AT_ONCE_MS = 30_000

/** "Memory: killed a process 2 times at its limit of 512 MiB" */
export function hitWords({ resource, effect, count, limit, at: lastAt, since, away }: HitView): string {
  const what = t(EFFECT[effect], { resource: resourceLabel(resource), count })
  const hit =
    limit === null
      ? t('{what} at its limit', { what })
      : t('{what} at its limit of {limit}', { what, limit: limitWords(resource, limit) })
  if (away) return t('{hit}, while its host was not watching', { hit })
  const span = lastAt - since
  return span > AT_ONCE_MS ? t('{hit}, in {time}', { hit, time: formatDuration(span) }) : hit
}

/** "mysqld 1.20 CPU, 310 MiB" are shown by whoever lists them. */
export function resourceLabel(resource: HitResource): string {
  return resource === 'memorySoft' ? t('Soft memory limit') : kindLabel(resource)
}

function limitWords(resource: HitResource, limit: number): string {
  return formatKind(resource === 'memorySoft' ? 'memory' : resource, limit)
}

function consoleWords({ userName, role, closedAt }: ConsoleSession, openedAt: number): string {
  const who = role ? `${userName} (${roleWords(role)})` : userName
  if (closedAt === null) return t('{who} opened a console, which is open still', { who })
  return t('{who} had a console open for {time}', {
    ...{ who, time: formatDuration(Date.parse(closedAt) - openedAt) },
  })
}

const STATE = {
  up: {
    wanted: msg('It came up'),
    failed: msg('It came up again after it had failed'),
    host: msg('It came up with its host'),
  },
  down: {
    wanted: msg('It was stopped'),
    failed: msg('It ended by itself'),
    host: msg('It went down with its host'),
  },
} as const satisfies Record<StateChange['state'], Record<StateChange['reason'], Words>>

function stateWords({ state, reason }: StateChange): string {
  return t(STATE[state][reason])
}
