import type { LimitChange } from '@vserver/core/limit/model'
import { t } from '@/language/t.ts'
import { type AllowanceKind, AllowanceKind as AllowanceKinds } from '@/server/services/allowance/model.ts'
import type { Drift, Repair } from '@/server/services/ledger/model.ts'
import { ALLOWANCE_WORDS } from '../allowance/allowance-words.ts'
import { changeWords } from '../limit/limit-words.ts'

/** An amount of a pool; null = infinity. */
export function amountWords(kind: AllowanceKind, amount: number | null): string {
  return amount === null ? 'no limit' : ALLOWANCE_WORDS[kind].format(amount)
}

/** What differs, in one sentence. */
export function driftWords(drift: Drift): string {
  const { expected, found, subject } = drift
  const kind = AllowanceKinds.safeParse(subject).data
  const amount = (value: Drift['found']) =>
    kind && typeof value !== 'string' ? amountWords(kind, value) : String(value)
  const label = kind ? t(ALLOWANCE_WORDS[kind].label) : ''
  switch (drift.kind) {
    case 'reservation':
      return `${label}: ${amount(expected)} were sold, ${amount(found)} are reserved.`
    case 'owner':
      return `${label}: ${amount(expected)} are reserved from another reseller’s pool.`
    case 'ended':
      return `${label}: ${amount(found)} are still reserved, though it was deleted.`
    case 'host':
      return `Sold: ${limitWords(subject, expected)}. Its host enforces: ${limitWords(subject, found)}.`
    case 'missing':
      return 'Its host has no such guest. Restore it from a backup, or delete it here.'
    case 'unowned':
      return 'Runs on a host and belongs to nobody here. Find out on the host who made it.'
    case 'overdrawn':
      return `${label}: ${amount(found)} are reserved, ${amount(expected)} were granted. Grant more, or have guests made smaller.`
  }
}

function limitWords(field: Drift['subject'], value: Drift['found']): string {
  return field === null ? String(value) : changeWords({ [field]: value } as LimitChange)
}

export const REPAIR_WORDS = {
  ledger: { label: 'Reserve what was sold', done: 'The pool agrees with what was sold.' },
  adopt: { label: 'Sell what the host enforces', done: 'What the host enforces is what is sold now.' },
  restore: { label: 'Enforce what was sold', done: 'The host enforces again what was sold.' },
} as const satisfies Record<Repair, { label: string; done: string }>
