import type { Permission } from '@/server/policy.ts'

export const ROLE_GROUPS = ['Guests', 'Settings of guests', 'Selling', 'Account'] as const
export type RoleGroup = (typeof ROLE_GROUPS)[number]
type Words = { group: RoleGroup; label: string; hint?: string }

const guests = (label: string, hint?: string): Words => words('Guests', label, hint)
const settings = (label: string, hint?: string): Words => words('Settings of guests', label, hint)
const selling = (label: string, hint?: string): Words => words('Selling', label, hint)
const account = (label: string, hint?: string): Words => words('Account', label, hint)

function words(group: RoleGroup, label: string, hint?: string): Words {
  return { group, label, ...(hint ? { hint } : {}) }
}

/** What a role can hold, in the words of its grid and their order. */
export const ROLE_WORDS: Readonly<Record<string, Words>> = {
  'guest.start': guests('Start'),
  'guest.stop': guests('Stop'),
  'guest.restart': guests('Restart'),
  'guest.pause': guests('Pause and resume', 'Its programs stand still and go on again.'),
  'guest.kill': guests('Kill', 'End it at once, as if its power failed.'),
  'guest.console': guests('Console', 'A terminal as root inside.'),
  'guest.bootLog': guests('Boot log'),
  'recording.read': guests('Watch recordings of consoles'),
  'recording.export': guests('Export recordings'),
  'recording.set': settings('What is recorded'),
  'batch.run': guests(
    'Many at once',
    'The same act on many guests; the right to the act itself is needed too.',
  ),
  'guest.create': guests('Create'),
  'guest.clone': guests('Clone'),
  'guest.delete': guests('Delete'),
  'guest.bin': guests('Bin', 'Into the bin and out of it again.'),
  'guest.rename': guests('Rename'),
  'guest.transfer': guests('Transfer to another customer'),
  'guest.suspend': guests('Suspend and lift'),
  'operation.cancel': guests('Cancel operations'),
  'limit.set': settings('Limits', 'Memory, processor, disk and the rest.'),
  'network.set': settings('Network and addresses'),
  'network.names': settings('Name servers and reverse names'),
  'firewall.set': settings('Firewall'),
  'firewall.forward': settings('Forwarded ports'),
  'runtime.read': settings('See the runtime'),
  'runtime.set': settings('Change the runtime'),
  'files.work': settings('Work on files', 'Unify, fold and verify.'),
  'traffic.set': settings('Traffic quota'),
  'consent.give': settings('Let support in'),
  'customer.read': selling('See customers'),
  'customer.create': selling('Add customers'),
  'customer.delete': selling('Delete customers'),
  viewAs: selling('View as a customer', 'The panel as the customer sees it, recorded.'),
  'planner.read': selling('See the planner'),
  'plan.read': selling('See plans'),
  'plan.create': selling('Add plans'),
  'plan.revise': selling('Change plans'),
  'template.read': selling('See templates'),
  'address.find': selling('Find who has an address'),
  'allowance.read': selling('See the pool'),
  'ledger.read': selling('See where the pool went'),
  'team.read': account('See the team'),
  'team.manage': account('Invite and change members', 'Never beyond what this role may itself.'),
  'role.manage': account('Make roles', 'Never beyond what this role may itself.'),
  'alert.manage': account('Alerts of their own'),
  'audit.read': account('Activity', 'What was done, by whom.'),
}

/** Roles to begin with. */
export const ROLE_PRESETS: Record<
  'readOnly' | 'technician',
  { label: string; permissions: readonly Permission[] }
> = {
  readOnly: {
    label: 'Read-only',
    permissions: ['guest.bootLog', 'runtime.read', 'plan.read', 'audit.read', 'team.read'],
  },
  technician: {
    label: 'Technician',
    permissions: [
      ...(['guest.start', 'guest.stop', 'guest.restart', 'guest.kill', 'guest.console'] as const),
      ...(['guest.bootLog', 'network.names', 'firewall.set', 'runtime.read', 'files.work'] as const),
      ...(['plan.read', 'alert.manage', 'audit.read'] as const),
    ],
  },
}

/** The boxes of one group; what has no words here yet stands under its own name, so that nothing is hidden. */
export function boxesOf(group: RoleGroup, offered: readonly Permission[]) {
  const order = Object.keys(ROLE_WORDS)
  const place = (one: Permission) => (one in ROLE_WORDS ? order.indexOf(one) : order.length)
  return offered
    .toSorted((a, b) => place(a) - place(b))
    .map((value): Words & { value: Permission } => ({
      value,
      ...(ROLE_WORDS[value] ?? { group: 'Account', label: value }),
    }))
    .filter((box) => box.group === group)
}
