import type { ReactNode } from 'react'
import { msg, rich, t, translate, type Words } from '@/language/t.ts'

/** What people did, after their name; an action that is not listed shows its own name. */
const ACTIONS: Record<string, Words> = {
  'guest.create': msg('created {subject}'),
  'guest.start': msg('started {subject}'),
  'guest.stop': msg('stopped {subject}'),
  'guest.restart': msg('restarted {subject}'),
  'guest.pause': msg('paused {subject}'),
  'guest.resume': msg('resumed {subject}'),
  'guest.kill': msg('killed {subject}'),
  'guest.delete': msg('deleted {subject}'),
  'guest.reinstall': msg('reinstalled {subject}'),
  'guest.takeFormer': msg('took the former files back of {subject}'),
  'guest.clone': msg('cloned {subject}'),
  'guest.bin': msg('put into the bin {subject}'),
  'guest.restore': msg('took out of the bin {subject}'),
  'guest.purge': msg('deleted after its time in the bin {subject}'),
  'guest.rename': msg('renamed {subject}'),
  'guest.transfer': msg('transferred {subject}'),
  'guest.suspend': msg('suspended {subject}'),
  'guest.lift': msg('lifted the suspension of {subject}'),
  'guest.unify': msg('unified {subject}'),
  'guest.fold': msg('folded the layers of {subject}'),
  'guest.convert': msg('changed the backend of {subject}'),
  'guest.predict': msg('predicted the gain of unifying {subject}'),
  'guest.verify': msg('verified the files of {subject}'),
  'storage.unify': msg('unified the guests of {subject}'),
  'storage.predict': msg('predicted the gain of unifying the guests of {subject}'),
  'storage.sweep': msg('swept the content pool of {subject}'),
  'storage.verify': msg('verified the files of host {subject}'),
  'storage.selfTest': msg('tested the disk limits of {subject}'),
  'limit.set': msg('changed the limits of {subject}'),
  'network.set': msg('changed the network of {subject}'),
  'address.assign': msg('gave an address to {subject}'),
  'address.release': msg('took an address from {subject}'),
  'address.first': msg('chose the first address of {subject}'),
  'address.name': msg('named address {subject}'),
  'address.keep': msg('reserved address {subject}'),
  'address.free': msg('freed address {subject}'),
  'pool.create': msg('added address pool {subject}'),
  'pool.update': msg('changed address pool {subject}'),
  'pool.delete': msg('deleted address pool {subject}'),
  'firewall.set': msg('changed the firewall of {subject}'),
  'traffic.set': msg('changed the traffic quota of {subject}'),
  'traffic.fine': msg('found traffic left of {subject}'),
  'traffic.warned': msg('warned of the traffic of {subject}'),
  'traffic.exceeded': msg('found the traffic used up of {subject}'),
  'traffic.throttle': msg('throttled {subject}'),
  'traffic.suspend': msg('suspended for its traffic {subject}'),
  'traffic.restore': msg('gave the network back to {subject}'),
  'runtime.set': msg('changed the runtime of {subject}'),
  'capability.set': msg('changed the capabilities of {subject}'),
  'area.delete': msg('deleted shared area {subject}'),
  'bulk.ask': msg('asked for a bulk permit on {subject}'),
  'bulk.withdraw': msg('withdrew a bulk permit of {subject}'),
  'console.ticket': msg('asked for a console of {subject}'),
  'console.open': msg('opened a console of {subject}'),
  'console.attach': msg('went back to a console of {subject}'),
  'console.close': msg('closed a console of {subject}'),
  'console.watch': msg('watches a console of {subject}'),
  'console.watch.close': msg('no longer watches a console of {subject}'),
  'console.join': msg('joined a console of {subject}'),
  'console.join.close': msg('left a console of {subject}'),
  'console.share': msg('shared a console of {subject}'),
  'console.unshare': msg('no longer shares a console of {subject}'),
  'console.end': msg('ended a console of {subject}'),
  'recording.play': msg('watched a recording of {subject}'),
  'recording.export': msg('downloaded a recording of {subject}'),
  'recording.delete': msg('deleted a recording of {subject}'),
  'recording.set': msg('changed what is recorded of {subject}'),
  'consent.give': msg('let staff into {subject}'),
  'consent.ask': msg('asked to be let into {subject}'),
  'consent.grant': msg('allowed support to enter {subject}'),
  'consent.refuse': msg('refused to let support into {subject}'),
  'consent.withdraw': msg('withdrew the consent for {subject}'),
  'consent.giveBack': msg('gave back the right to enter {subject}'),
  'breakGlass.ask': msg('asked for break-glass of {subject}'),
  'breakGlass.grant': msg('agreed to break-glass of {subject}'),
  'breakGlass.refuse': msg('refused break-glass of {subject}'),
  'bootLog.open': msg('read the boot log of {subject}'),
  'bootLog.close': msg('closed the boot log of {subject}'),
  'alert.create': msg('added alert rule {subject}'),
  'alert.update': msg('changed alert rule {subject}'),
  'alert.delete': msg('deleted alert rule {subject}'),
  'template.build': msg('built template {subject}'),
  'template.delete': msg('deleted template {subject}'),
  'template.collect': msg('deleted unused versions of {subject}'),
  'import.receive': msg('imported archive {subject}'),
  'import.delete': msg('deleted archive {subject}'),
  'customer.create': msg('added customer {subject}'),
  'customer.delete': msg('deleted customer {subject}'),
  'role.create': msg('added role {subject}'),
  'role.update': msg('changed role {subject}'),
  'role.delete': msg('deleted role {subject}'),
  'member.set': msg('changed the role of {subject}'),
  'member.remove': msg('removed {subject}'),
  'invitation.create': msg('invited {subject}'),
  'invitation.revoke': msg('took back the invitation of {subject}'),
  'invitation.accept': msg('accepted the invitation as {subject}'),
  'viewAs.start': msg('began to view as {subject}'),
  'viewAs.stop': msg('stopped viewing as {subject}'),
  'plan.create': msg('added plan {subject}'),
  'plan.revise': msg('changed plan {subject}'),
  'plan.retire': msg('stopped selling plan {subject}'),
  'plan.restore': msg('sold again plan {subject}'),
  'batch.start': msg('started {subject}'),
  'batch.stop': msg('stopped {subject}'),
  'batch.restart': msg('restarted {subject}'),
  'batch.applyPlan': msg('applied to guests plan {subject}'),
  'batch.cancel': msg('cancelled the batch to {subject}'),
  'reseller.create': msg('added reseller {subject}'),
  'allowance.set': msg('changed the pool of {subject}'),
  'pool.overused': msg('found more reserved than the pool of {subject}'),
  'pool.within': msg('found enough again in the pool of {subject}'),
  'support.create': msg('added support user {subject}'),
  'operation.cancel': msg('cancelled {subject}'),
  'password.change': msg('changed the password of {subject}'),
  'session.revoke': msg('signed out a device of {subject}'),
  'session.revokeOthers': msg('signed out the other devices of {subject}'),
}

const UNLISTED = msg('{action} {subject}')

/** "created web", to be said after the name of who did it. */
export function actionWords(action: string, subject: string): string {
  return t(ACTIONS[action] ?? UNLISTED, { action, subject })
}

/** The same with a subject that is an element. */
export function actionParts(action: string, subject: ReactNode): ReactNode {
  return rich(ACTIONS[action] ?? UNLISTED, { action, subject })
}

/** Roles are stored under their English names, which are marked where people read about their consent. */
export function roleWords(role: string): string {
  return translate(role)
}

/** A console that was asked for is followed by one that was opened; only the audit itself shows both. */
export function isWorthTelling({ action }: { action: string }): boolean {
  return action !== 'console.ticket' && !action.endsWith('.close')
}
