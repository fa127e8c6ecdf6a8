/** What people did, in words; an action that is not listed shows its own name. */
const ACTIONS: Record<string, string> = {
  'guest.create': 'created',
  'guest.start': 'started',
  'guest.stop': 'stopped',
  'guest.restart': 'restarted',
  'guest.kill': 'killed',
  'guest.delete': 'deleted',
  'guest.clone': 'cloned',
  'guest.unify': 'unified',
  'guest.fold': 'folded the layers of',
  'guest.convert': 'changed the backend of',
  'guest.predict': 'predicted the gain of unifying',
  'guest.verify': 'verified the files of',
  'storage.unify': 'unified the guests of',
  'storage.predict': 'predicted the gain of unifying the guests of',
  'storage.sweep': 'swept the content pool of',
  'storage.verify': 'verified the files of host',
  'storage.selfTest': 'tested the disk limits of',
  'limit.set': 'changed the limits of',
  'runtime.set': 'changed the runtime of',
  'capability.set': 'changed the capabilities of',
  'area.delete': 'deleted shared area',
  'bulk.ask': 'asked for a bulk permit on',
  'bulk.withdraw': 'withdrew a bulk permit of',
  'console.ticket': 'asked for a console of',
  'console.open': 'opened a console of',
  'console.attach': 'went back to a console of',
  'console.close': 'closed a console of',
  'bootLog.open': 'read the boot log of',
  'bootLog.close': 'closed the boot log of',
  'template.build': 'built template',
  'template.delete': 'deleted template',
  'template.collect': 'deleted unused versions of',
  'import.receive': 'imported archive',
  'import.delete': 'deleted archive',
  'customer.create': 'added customer',
  'plan.create': 'added plan',
  'reseller.create': 'added reseller',
  'allowance.set': 'changed the pool of',
  'support.create': 'added support user',
  'operation.cancel': 'cancelled',
  'password.change': 'changed the password of',
  'session.revoke': 'signed out a device of',
  'session.revokeOthers': 'signed out the other devices of',
}

export function actionWords(action: string): string {
  return ACTIONS[action] ?? action
}

/** A console that was asked for is followed by one that was opened; only the audit itself shows both. */
export function isWorthTelling({ action }: { action: string }): boolean {
  return action !== 'console.ticket' && !action.endsWith('.close')
}
