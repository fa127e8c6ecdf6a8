import type { LimitChange } from '@vserver/core/limit/model'
import { msg, t, type Words } from '@/language/t.ts'
import { ALLOWANCE_KINDS } from '@/server/services/allowance/constants.ts'
import type { AllowanceKind } from '@/server/services/allowance/model.ts'
import type { Drift, Repair } from '@/server/services/ledger/model.ts'
import { ALLOWANCE_WORDS } from '../allowance/allowance-words.ts'
import { changeWords } from '../limit/limit-words.ts'

/** An amount of a pool; null = infinity. */
export function amountWords(kind: AllowanceKind, amount: number | null): string {
  return amount === null ? t('no limit') : ALLOWANCE_WORDS[kind].format(amount)
}

/** What differs, in one sentence. */
export function driftWords(drift: Drift): string {
  const { expected, found, subject } = drift
  const kind = ALLOWANCE_KINDS.find((one) => one === subject)
  const amount = (value: Drift['found']) =>
    kind && typeof value !== 'string' ? amountWords(kind, value) : String(value)
  const what = kind ? t(ALLOWANCE_WORDS[kind].label) : ''
  switch (drift.kind) {
    case 'reservation':
      return t('{what}: {sold} were sold, {reserved} are reserved.', {
        what,
        sold: amount(expected),
        reserved: amount(found),
      })
    case 'owner':
      return t('{what}: {amount} are reserved from another reseller’s pool.', {
        what,
        amount: amount(expected),
      })
    case 'ended':
      return t('{what}: {amount} are still reserved, though it was deleted.', { what, amount: amount(found) })
    case 'host':
      return t('Sold: {sold}. Its host enforces: {enforced}.', {
        sold: limitWords(subject, expected),
        enforced: limitWords(subject, found),
      })
    case 'missing':
      return t('Its host has no such guest. Restore it from a backup, or delete it here.')
    case 'unowned':
      return t('Runs on a host and belongs to nobody here. Find out on the host who made it.')
    case 'overdrawn':
      return t(
        '{what}: {reserved} are reserved, {granted} were granted. Grant more, or have guests made smaller.',
        { what, reserved: amount(found), granted: amount(expected) },
      )
  }
}

function limitWords(field: Drift['subject'], value: Drift['found']): string {
  return field === null ? String(value) : changeWords({ [field]: value } as LimitChange)
}

export const REPAIR_WORDS = {
  ledger: { label: msg('Reserve what was sold'), done: msg('The pool agrees with what was sold.') },
  adopt: {
    label: msg('Sell what the host enforces'),
    done: msg('What the host enforces is what is sold now.'),
  },
  restore: { label: msg('Enforce what was sold'), done: msg('The host enforces again what was sold.') },
} as const satisfies Record<Repair, { label: Words; done: Words }>
