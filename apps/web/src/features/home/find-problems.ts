import type { Template } from '@vserver/core/template/model'
import { t } from '@/language/t.ts'
import type { HostView } from '@/server/services/host/model.ts'
import type { OperationView } from '@/server/services/operation/model.ts'
import { inSentence } from '@/ui/in-sentence.ts'
import { KIND_LABEL } from '../operation/operation-words.ts'

export type Problem = { id: string; tone: 'bad' | 'warn'; text: string; href: string; action: string }

/** An operation that failed longer ago has been seen. */
const RECENT_MS = 24 * 3_600_000
const STORAGE_LOW = 0.1

export function findProblems(
  facts: { hosts: readonly HostView[]; templates: readonly Template[]; operations: readonly OperationView[] },
  now: number,
): Problem[] {
  return [
    ...facts.hosts.flatMap(hostProblems),
    ...templateProblems(facts.templates),
    ...facts.operations.filter((one) => isFreshFailure(one, now)).map(operationProblem),
  ]
}

function hostProblems(host: HostView): Problem[] {
  const at = { href: '/hosts', action: t('Look at the host') }
  const problems: Problem[] = []
  if (!host.reachable)
    problems.push({
      ...at,
      id: `${host.id}-away`,
      tone: 'bad',
      text: t('{host} does not answer. Its guests keep running.', { host: host.name }),
    })
  if (host.info && host.info.missing.length > 0)
    problems.push({
      ...at,
      id: `${host.id}-missing`,
      tone: 'bad',
      text: t('The kernel of {host} lacks {features}.', {
        host: host.name,
        features: host.info.missing.join(', '),
      }),
    })
  if (host.info && host.info.storageFreeBytes < STORAGE_LOW * host.info.storageBytes)
    problems.push({
      href: '/storage',
      action: t('Look at the storage'),
      id: `${host.id}-storage`,
      tone: 'warn',
      text: t('The storage of {host} is almost full.', { host: host.name }),
    })
  return problems
}

/** One template that is ready is enough to sell guests; those that failed are told anyway. */
function templateProblems(templates: readonly Template[]): Problem[] {
  const at = { href: '/templates', action: t('Look at the templates') }
  const failed: Problem[] = templates
    .filter((one) => one.state === 'failed')
    .map((one) => ({
      ...at,
      id: `template-${one.id}`,
      tone: 'bad',
      text: t('{template} could not be built.', { template: one.label }),
    }))
  if (templates.length === 0 || templates.some((one) => one.state === 'ready')) return failed
  const building = templates.find((one) => one.state === 'building')
  const text = building
    ? t('No template is ready yet; {template} is being built ({percent} %).', {
        template: building.label,
        percent: Math.round(building.percent),
      })
    : t('No template is ready, so nobody can create guests.')
  return [...failed, { ...at, id: 'template-none', tone: 'warn', text }]
}

function isFreshFailure(one: OperationView, now: number): boolean {
  return one.state === 'failed' && one.finishedAt !== null && now - Date.parse(one.finishedAt) < RECENT_MS
}

function operationProblem(one: OperationView): Problem {
  return {
    id: one.id,
    tone: 'bad',
    text: t('An operation failed: {kind} for {subject}.', {
      kind: inSentence(t(KIND_LABEL[one.kind])),
      subject: one.guestName ?? one.subject,
    }),
    href: `/operations/${one.id}`,
    action: t('Show why'),
  }
}
