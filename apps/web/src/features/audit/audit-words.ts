/** What people did, in words; an action that is not listed shows its own name. */
const ACTIONS: Record<string, string> = {
  'guest.create': 'created guest',
  'guest.start': 'started guest',
  'guest.stop': 'stopped guest',
  'guest.restart': 'restarted guest',
  'guest.kill': 'killed guest',
  'guest.delete': 'deleted guest',
  'limit.set': 'changed the limits of',
  'console.ticket': 'asked for a console of',
  'console.open': 'opened a console of',
  'console.close': 'closed a console of',
  'template.build': 'built template',
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
