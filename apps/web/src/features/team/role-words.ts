import { msg, type Words } from '@/language/t.ts'
import type { Permission } from '@/server/policy.ts'

export const ROLE_GROUPS = ['Guests', 'Settings', 'Selling', 'Account'] as const
export type RoleGroup = (typeof ROLE_GROUPS)[number]
export const ROLE_GROUP = {
  Guests: msg('Guests'),
  Settings: msg('Settings of guests'),
  Selling: msg('Selling'),
  Account: msg('Account'),
} as const satisfies Record<RoleGroup, Words>

type Right = { group: RoleGroup; label: Words; hint?: Words }
/** A right without words here stands under its own name. */
type Box = { group: RoleGroup; label: string; hint?: Words }

const guests = (label: Words, hint?: Words): Right => words('Guests', label, hint)
const settings = (label: Words, hint?: Words): Right => words('Settings', label, hint)
const selling = (label: Words, hint?: Words): Right => words('Selling', label, hint)
const account = (label: Words, hint?: Words): Right => words('Account', label, hint)

function words(group: RoleGroup, label: Words, hint?: Words): Right {
  return { group, label, ...(hint ? { hint } : {}) }
}

/** What a role can hold, in the words of its grid and their order. */
export const ROLE_WORDS: Readonly<Record<string, Right>> = {
  'guest.start': guests(msg('Start')),
  'guest.stop': guests(msg('Stop')),
  'guest.restart': guests(msg('Restart')),
  'guest.pause': guests(msg('Pause and resume'), msg('Its programs stand still and go on again.')),
  'guest.kill': guests(msg('Kill'), msg('End it at once, as if its power failed.')),
  'guest.console': guests(msg('Console'), msg('A terminal as root inside.')),
  'guest.bootLog': guests(msg('Boot log')),
  'recording.read': guests(msg('Watch recordings of consoles')),
  'recording.export': guests(msg('Export recordings')),
  'recording.set': settings(msg('What is recorded')),
  'batch.run': guests(
    msg('Many at once'),
    msg('The same act on many guests; the right to the act itself is needed too.'),
  ),
  'guest.create': guests(msg('Create')),
  'guest.clone': guests(msg('Clone')),
  'guest.reinstall': guests(msg('Reinstall'), msg('Fresh files from a template, and the former ones back.')),
  'guest.delete': guests(msg('Delete')),
  'guest.bin': guests(msg('Bin'), msg('Into the bin and out of it again.')),
  'guest.rename': guests(msg('Rename')),
  'guest.transfer': guests(msg('Transfer to another customer')),
  'guest.suspend': guests(msg('Suspend and lift')),
  'operation.cancel': guests(msg('Cancel operations')),
  'limit.set': settings(msg('Limits'), msg('Memory, processor, disk and the rest.')),
  'network.set': settings(msg('Network and addresses')),
  'network.names': settings(msg('Name servers and reverse names')),
  'firewall.set': settings(msg('Firewall')),
  'firewall.forward': settings(msg('Forwarded ports')),
  'runtime.read': settings(msg('See the runtime')),
  'runtime.set': settings(msg('Change the runtime')),
  'files.work': settings(msg('Work on files'), msg('Unify, fold and verify.')),
  'traffic.set': settings(msg('Traffic quota')),
  'consent.give': settings(msg('Let support in')),
  'customer.read': selling(msg('See customers')),
  'customer.create': selling(msg('Add customers')),
  'customer.delete': selling(msg('Delete customers')),
  viewAs: selling(msg('View as a customer'), msg('The panel as the customer sees it, recorded.')),
  'planner.read': selling(msg('See the planner')),
  'plan.read': selling(msg('See plans')),
  'plan.create': selling(msg('Add plans')),
  'plan.revise': selling(msg('Change plans')),
  'template.read': selling(msg('See templates')),
  'address.find': selling(msg('Find who has an address')),
  'allowance.read': selling(msg('See the pool')),
  'ledger.read': selling(msg('See where the pool went')),
  'team.read': account(msg('See the team')),
  'team.manage': account(msg('Invite and change members'), msg('Never beyond what this role may itself.')),
  'role.manage': account(msg('Make roles'), msg('Never beyond what this role may itself.')),
  'alert.manage': account(msg('Alerts of their own')),
  'audit.read': account(msg('Activity'), msg('What was done, by whom.')),
}

/** Roles to begin with. */
export const ROLE_PRESETS: Record<
  'readOnly' | 'technician',
  { label: Words; permissions: readonly Permission[] }
> = {
  readOnly: {
    label: msg('Read-only'),
    permissions: ['guest.bootLog', 'runtime.read', 'plan.read', 'audit.read', 'team.read'],
  },
  technician: {
    label: msg('Technician'),
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
    .map((value): Box & { value: Permission } => ({
      value,
      ...(ROLE_WORDS[value] ?? { group: 'Account', label: value }),
    }))
    .filter((box) => box.group === group)
}
