import { VserverError } from '../errors.ts'
import { OPEN_FIREWALL } from '../firewall/model.ts'
import type { Host } from '../host.ts'
import { type Progress, silent } from '../operation/progress.ts'
import { claimShares, requireOwnAreas } from '../share/index.ts'
import { NO_REPORTS } from '../storage/model.ts'
import { resolveTemplate } from '../template/index.ts'
import type { TemplateId } from '../template/model.ts'
import { withUndo } from '../undo.ts'
import { discardGuest } from './discard.ts'
import { requireFreeAddresses } from './free-addresses.ts'
import { getGuest } from './get.ts'
import type { CreateGuestInput, Guest, GuestName, GuestRecord, InitStyle } from './model.ts'
import { requireBootOrder, requireCommand } from './require-options.ts'
import { startGuest } from './start.ts'
import { lowestFreeXid } from './xid.ts'

/** What can be said before anything is begun: the name is free, the options fit and the template is ready. */
export async function requireCreatable(host: Host, input: CreateGuestInput): Promise<void> {
  await requireAsked(host, input)
}

type Asked = CreateGuestInput & { template: TemplateId; initStyle: InitStyle }

async function requireAsked(host: Host, input: CreateGuestInput): Promise<Asked> {
  if ((await host.guests.read(input.name)) !== null) throw nameTaken(input.name)
  const template = await resolveTemplate(host, input.template)
  const initStyle = input.initStyle ?? (await host.templates.inspect(template)).initStyle ?? 'systemd'
  const asked = { ...input, template, initStyle }
  requireCommand(asked)
  const others = await host.guests.list()
  if (input.options.boot.dependsOn.length > 0) requireBootOrder(asked, others)
  requireFreeAddresses(others, input.name, input.network)
  await requireOwnAreas(host, input.name, input.options)
  return asked
}

/** All or nothing: when the first start is asked for and fails, neither record nor files stay. */
export async function createGuest(
  host: Host,
  input: CreateGuestInput,
  progress: Progress = silent,
): Promise<Guest> {
  const asked = await requireAsked(host, input)
  await claimShares(host, input.name, input.options)
  return withUndo(async (undo) => {
    const record = await host.guests.add((all) => newRecord(asked, all, host.now()))
    undo(() => discardGuest(host, record.name))
    progress(10, 'Making the files')
    await host.runtime.createRoot(record)
    if (!input.start) return finish(host, record.name)
    progress(40, 'Starting')
    return startGuest(host, record.name) // writes its own intent over that to create
  })
}

async function finish(host: Host, name: GuestName): Promise<Guest> {
  await host.guests.update(name, (now) => ({ ...now, intent: null, desired: 'stopped' }))
  return getGuest(host, name)
}

function newRecord(input: Asked, all: readonly GuestRecord[], nowMs: number): GuestRecord {
  if (all.some((record) => record.name === input.name)) throw nameTaken(input.name)
  requireFreeAddresses(all, input.name, input.network)
  return {
    name: input.name,
    xid: lowestFreeXid(all),
    template: input.template,
    backend: input.backend,
    hostname: input.hostname ?? input.name,
    initStyle: input.initStyle,
    limit: input.limit,
    options: input.options,
    network: input.network,
    firewall: OPEN_FIREWALL,
    desired: 'stopped',
    intent: 'create',
    createdAt: new Date(nowMs).toISOString(),
    failure: null,
    retry: null,
    pausedAt: null,
    archivedAt: null,
    renewal: null,
    former: null,
    job: null,
    reports: NO_REPORTS,
  }
}

export function nameTaken(name: GuestName): VserverError {
  return new VserverError('ALREADY_EXISTS', `There is a guest ${name} already.`, {
    subject: name,
    hint: 'Choose another name.',
  })
}
