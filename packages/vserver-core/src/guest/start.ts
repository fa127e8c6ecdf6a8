import { VserverError } from '../errors.ts'
import { isOpen } from '../firewall/model.ts'
import type { Host } from '../host.ts'
import { type Progress, silent } from '../operation/progress.ts'
import { claimShares } from '../share/index.ts'
import { requireTemplateOf } from '../template/index.ts'
import { requireUnarchived } from './archived.ts'
import { getGuest } from './get.ts'
import { noteFailure, readGuest } from './internal.ts'
import type { Guest, GuestName, GuestRecord } from './model.ts'
import { requireNotPaused } from './pause.ts'
import { settleRenewal } from './renewal.ts'

/** Starting a guest that runs is fine. A start that fails leaves the guest stopped, with the failure told. */
export async function startGuest(host: Host, name: GuestName, progress: Progress = silent): Promise<Guest> {
  const before = await readGuest(host, name)
  await requireNoJob(host, before)
  requireNotPaused(before)
  requireUnarchived(before)
  const record = await host.guests.update(name, (now) => ({
    ...now,
    intent: 'start',
    desired: 'running',
    failure: null,
    retry: null,
  }))
  try {
    await startRecorded(host, record, progress)
  } catch (error) {
    const { state } = await host.runtime.inspect(name)
    // While it is still starting nobody knows how that ends: the intent stays and reconcile sees to it.
    if (state !== 'starting') await noteFailure(host, name, { error, desired: 'stopped' })
    throw error
  }
  return getGuest(host, name)
}

/** Files that a job works on are not for use, also after a restart of the agent that began it. */
async function requireNoJob(host: Host, { name, job }: GuestRecord): Promise<void> {
  if (job === null || (await host.files.inspect(job.id))?.state !== 'running') return
  throw new VserverError('BUSY', `The files of guest ${name} are being worked on.`, {
    subject: name,
    hint: 'Wait until that has finished, or cancel it.',
  })
}

/** Starts what the record says; the caller has written the intent and notes a failure. */
export async function startRecorded(
  host: Host,
  asked: GuestRecord,
  progress: Progress = silent,
): Promise<void> {
  const { name } = asked
  if ((await host.runtime.inspect(name)).state !== 'running') {
    const record = await settleRenewal(host, asked)
    const { xid, template, hostname, initStyle, limit, options, network, firewall } = record
    await requireTemplateOf(host, record)
    await claimShares(host, name, options)
    // Before the first packet: without the rules it was given it must not run.
    if (!isOpen(firewall)) await host.network.setFirewall({ name, xid, network, firewall })
    progress(50, 'Starting')
    await host.runtime
      .start({ name, xid, template, hostname, initStyle, limit, options, network })
      .catch(async (error) => {
        // The broker may have died after it did its work: what the kernel says counts.
        if ((await host.runtime.inspect(name)).state !== 'running') throw error
      })
  }
  await host.guests.update(name, (now) => ({ ...now, intent: null, failure: null }))
}
