import { DEFAULT_OPTIONS } from '../context/model.ts'
import { OPEN_FIREWALL } from '../firewall/model.ts'
import { GuestName, type GuestRecord, Xid } from '../guest/model.ts'
import { type Limit, UNLIMITED } from '../limit/model.ts'
import { NO_NETWORK } from '../network/model.ts'
import { NO_REPORTS } from '../storage/model.ts'
import { TemplateId, TemplateName } from '../template/model.ts'

export const templateName = TemplateName.parse('debian-12')
export const templateId = TemplateId.parse('debian-12.v1')

export function guestName(name: string): GuestName {
  return GuestName.parse(name)
}

export function unlimited(change: Partial<Limit> = {}): Limit {
  return { ...UNLIMITED, ...change }
}

/** A stopped guest. */
export function guestRecord(name: string, change: Partial<GuestRecord> = {}): GuestRecord {
  return {
    name: guestName(name),
    xid: Xid.parse(2),
    template: templateId,
    hostname: name,
    initStyle: 'systemd',
    limit: UNLIMITED,
    options: DEFAULT_OPTIONS,
    network: NO_NETWORK,
    firewall: OPEN_FIREWALL,
    backend: null,
    desired: 'stopped',
    intent: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    failure: null,
    retry: null,
    pausedAt: null,
    archivedAt: null,
    renewal: null,
    former: null,
    job: null,
    reports: NO_REPORTS,
    ...change,
  }
}

export function runningGuest(name: string, limit: Partial<Limit> = {}): GuestRecord {
  return guestRecord(name, { desired: 'running', limit: unlimited(limit) })
}
