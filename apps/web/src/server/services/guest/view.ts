import type { Operation } from '@vserver/core/operation/model'
import { KNOWN_TEMPLATES, partsOf } from '@vserver/core/template/model'
import { msg, t } from '@/language/t.ts'
import type { HostHub } from '../../agent/hub.ts'
import type { ServiceContext } from '../../context.ts'
import { hubOf } from '../host/hub-of.ts'
import { fromColumns } from '../limit/columns.ts'
import { changesLimits, heldReason, THROTTLED, toSuspensionView } from '../suspension/denied.ts'
import { deniedActions } from './denied.ts'
import type { ScopedGuest } from './in-scope.ts'
import type { GuestView } from './model.ts'
import { diskInPanelWords, forReader, operationForReader } from './panel-words.ts'

/** Joins the two truths: the row says whose it is, the host's last word says how it is. */
export function toGuestView(ctx: ServiceContext, row: ScopedGuest): GuestView {
  const hub = hubOf(ctx, row.hostId)
  const { guests, samples, running, templates, disk } = hub.picture
  const onHost = guests.get(row.hostName)
  const onHostNow = running.get(row.hostName)
  const operation = onHostNow ? operationForReader(onHostNow, row) : null
  const failure = row.failure ?? onHost?.failure ?? null
  const state = stateOf(hub, row)
  const templateId = onHost ? partsOf(onHost.template).name : row.templateId
  const former = onHost?.former ?? null
  return {
    id: row.id,
    name: row.name,
    hostname: row.hostname,
    customer: { id: row.customer.id, name: row.customer.name },
    reseller: { id: row.reseller.id, name: row.reseller.name },
    plan: { id: row.plan.id, name: row.plan.name },
    templateId,
    templateLabel: labelOf(templates, templateId),
    state,
    startedAt: onHost?.startedAt ?? null,
    archivedAt: onHost?.archivedAt ?? null,
    limit: onHost?.limit ?? fromColumns(row),
    addresses: row.addresses.map(({ address }) => address),
    traffic: { state: row.trafficMeter?.state ?? 'fine', action: row.trafficMeter?.action ?? null },
    disk: onHost ? diskInPanelWords(disk.get(row.hostName), row) : null,
    backend: onHost?.backend ?? null,
    latest: state === 'running' ? (samples.get(row.hostName) ?? null) : null,
    failure: failure && forReader(failure, row),
    crashLoop: onHost?.crashLoop ?? null,
    operation,
    denied: denied(ctx.viewer, { state, operation, row, hasFormer: former !== null }),
    former: former && {
      templateLabel: labelOf(templates, partsOf(former.template).name),
      until: former.until,
    },
    suspension: toSuspensionView(row.suspension),
    bin: binOf(row),
    createdAt: row.createdAt.toISOString(),
  }
}

/** As the host calls it; by the names we know while the host has not answered yet. */
function labelOf(templates: readonly { id: string; label: string }[], id: string): string {
  const found = templates.find((one) => one.id === id) ?? KNOWN_TEMPLATES.find((one) => one.name === id)
  return found?.label ?? id
}

/** Reachable but not on its host: it is being made, or it is gone although nobody deleted it here. */
function stateOf(hub: HostHub, row: ScopedGuest): GuestView['state'] {
  if (!hub.picture.reachable) return 'unknown'
  const onHost = hub.picture.guests.get(row.hostName)
  if (onHost) return onHost.state
  return row.life === 'creating' ? 'building' : 'failed'
}

type Facts = { state: GuestView['state']; operation: Operation | null; row: ScopedGuest; hasFormer: boolean }

function denied(viewer: ServiceContext['viewer'], facts: Facts): GuestView['denied'] {
  const { state, operation, row, hasFormer } = facts
  const busyWith = operation ? t('Another operation on this guest is running; wait for its end.') : null
  const held = heldReason(row) ?? (row.trafficMeter?.action === 'suspend' ? t(TRAFFIC) : null)
  const limitsHeld = changesLimits(row.suspension) ? t(THROTTLED) : null
  return deniedActions({ viewer, state, busyWith, held, limitsHeld, hasFormer })
}

const TRAFFIC = msg('Its traffic of this month is used up; it starts with the next month or a larger quota.')

function binOf({ binnedAt, purgeAt, binnedByName }: ScopedGuest): GuestView['bin'] {
  if (!binnedAt || !purgeAt) return null
  return { at: binnedAt.toISOString(), purgeAt: purgeAt.toISOString(), byName: binnedByName ?? 'Panel' }
}
