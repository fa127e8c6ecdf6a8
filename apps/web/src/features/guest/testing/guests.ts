import { UNLIMITED } from '@vserver/core/limit/constants'
import { type Sample, UNTOLD } from '@vserver/core/sample/model'
import type { GuestView } from '@/server/services/guest/model.ts'

export function aGuest(change: Partial<GuestView> = {}): GuestView {
  return {
    id: 'guest-1',
    name: 'web-1',
    hostname: 'web-1',
    customer: { id: 'customer-1', name: 'Ada' },
    reseller: { id: 'reseller-1', name: 'Blue Hosting' },
    plan: { id: 'plan-s', name: 'S' },
    templateId: 'debian-12',
    templateLabel: 'Debian 12',
    state: 'running',
    startedAt: '2026-01-01T00:00:00.000Z',
    archivedAt: null,
    limit: { ...UNLIMITED, memoryBytes: 512 * 1024 ** 2, cpuMillicores: 500, cpuWeight: 100, processes: 256 },
    addresses: [],
    traffic: { state: 'fine', action: null },
    disk: null,
    backend: null,
    latest: null,
    failure: null,
    crashLoop: null,
    operation: null,
    denied: {
      start: null,
      stop: null,
      restart: null,
      pause: null,
      resume: null,
      kill: null,
      delete: null,
      setLimit: null,
      console: null,
      bootLog: null,
      bin: null,
      rename: null,
      transfer: null,
      suspend: null,
      reinstall: null,
      takeFormer: null,
    },
    former: null,
    suspension: null,
    bin: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...change,
  }
}

export function aSample(at: number, change: Partial<Sample> = {}): Sample {
  return {
    ...UNTOLD,
    at,
    uptimeSeconds: 10,
    load1: 0.5,
    load5: 0.4,
    load15: 0.3,
    cpuMillicores: 100,
    cpuUsageMicroseconds: 1,
    memoryBytes: 1024,
    processes: 9,
    ...change,
  }
}
