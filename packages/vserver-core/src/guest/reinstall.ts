import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { type Progress, silent } from '../operation/progress.ts'
import { requireTemplateReady, resolveTemplate } from '../template/index.ts'
import type { TemplateRef } from '../template/model.ts'
import { SECOND_MS } from '../units.ts'
import { requireUnarchived } from './archived.ts'
import { getGuest } from './get.ts'
import { haltGuest } from './halt.ts'
import { failureOf, readGuest } from './internal.ts'
import {
  FORMER_KEPT_MS,
  type Former,
  type Guest,
  type GuestName,
  type GuestRecord,
  type Renewal,
} from './model.ts'
import { finishRenewal, giveUpRenewal, isUnsure } from './renewal.ts'
import { startGuest } from './start.ts'

type Task = { progress?: Progress; signal?: AbortSignal }

/** What can be said before anything is begun. */
export async function requireReinstallable(
  host: Host,
  name: GuestName,
  template: TemplateRef,
): Promise<void> {
  requireIdle(await readGuest(host, name))
  await resolveTemplate(host, template)
}

/**
 * Fresh files from a template, which may be another; name, addresses, limits, options and firewall stay. The files it
 * had can be taken back for a day. Until they are exchanged it can be cancelled, and nothing has happened.
 */
export async function reinstallGuest(
  host: Host,
  { name, template }: { name: GuestName; template: TemplateRef },
  task: Task = {},
): Promise<Guest> {
  const record = await readGuest(host, name)
  requireIdle(record)
  const to = await resolveTemplate(host, template)
  const initStyle = (await host.templates.inspect(to)).initStyle ?? record.initStyle
  const { backend } = record
  return exchange(host, name, { ...stamps(host, record, null), template: to, initStyle, backend }, task)
}

export async function requireFormer(host: Host, name: GuestName): Promise<Former> {
  const record = await readGuest(host, name)
  requireIdle(record)
  const { former } = record
  if (former === null || isOver(host, former))
    throw new VserverError('INVALID_STATE', `Guest ${name} has no former files.`, {
      subject: name,
      hint: 'They are kept for a day after it was reinstalled.',
    })
  await requireTemplateReady(host, former.template)
  return former
}

/** The files it had before it was reinstalled; those it has now are put away as those were. */
export async function takeFormer(host: Host, name: GuestName, task: Task = {}): Promise<Guest> {
  const { awaySeconds, ...kept } = await requireFormer(host, name)
  const record = await readGuest(host, name)
  return exchange(host, name, { ...stamps(host, record, awaySeconds), ...kept }, task)
}

export function formerOf(host: Pick<Host, 'now'>, former: Former | null): Guest['former'] {
  if (former === null || isOver(host, former)) return null
  const until = new Date(former.awaySeconds * SECOND_MS + FORMER_KEPT_MS).toISOString()
  return { template: former.template, until }
}

async function exchange(host: Host, name: GuestName, renewal: Renewal, task: Task): Promise<Guest> {
  const { progress = silent, signal } = task
  const { desired } = await readGuest(host, name)
  await host.guests.update(name, (now) => ({ ...now, intent: 'reinstall', renewal, failure: null }))
  try {
    await haltGuest(host, name, (percent, step) => progress(percent / 2, step))
    requireGoingOn(name, signal)
    progress(60, 'Making the files')
    await finishRenewal(host, await readGuest(host, name))
  } catch (error) {
    if (isUnsure(error)) throw error
    const isCancelled = error instanceof VserverError && error.code === 'CANCELLED'
    await giveUpRenewal(host, name, isCancelled ? null : failureOf(error))
    // It was taken down for this; a start that fails is told by the guest itself.
    if (desired === 'running') await startGuest(host, name).catch(() => {})
    throw error
  }
  const isWanted = (await readGuest(host, name)).intent === 'start'
  progress(90, 'Starting')
  return isWanted ? startGuest(host, name) : getGuest(host, name)
}

/** Seconds that no files of this guest lie under yet. */
function stamps(host: Host, { former }: GuestRecord, takeSeconds: number | null) {
  const nowSeconds = Math.floor(host.now() / SECOND_MS)
  return { awaySeconds: Math.max(nowSeconds, (former?.awaySeconds ?? 0) + 1), takeSeconds }
}

function isOver(host: Pick<Host, 'now'>, { awaySeconds }: Former): boolean {
  return host.now() >= awaySeconds * SECOND_MS + FORMER_KEPT_MS
}

function requireIdle(record: GuestRecord): void {
  requireUnarchived(record)
  const { name, intent, renewal } = record
  if (intent === null && renewal === null) return
  throw new VserverError('BUSY', `Something is being done with guest ${name}.`, {
    subject: name,
    hint: 'Wait until that has finished, then try again.',
  })
}

function requireGoingOn(name: GuestName, signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return
  throw new VserverError('CANCELLED', `Guest ${name} was not reinstalled.`, { subject: name })
}
