'use client'

import { GIB } from '@vserver/core/units'
import { msg, t, type Words } from '@/language/t.ts'
import { OVERUSE, type Overuse } from '@/server/services/allowance/model.ts'
import { BytesField } from '@/ui/bytes-field.tsx'
import { NumberField, SelectField } from '@/ui/field.tsx'
import { LimitNumberField } from '@/ui/limit-number-field.tsx'

export const OVERUSE_WORDS = {
  block: msg('Refuse it'),
  notify: msg('Let it be, and tell administrators and the reseller'),
  allow: msg('Let it be'),
} as const satisfies Record<Overuse, Words>

/** What else holds of a pool, inside any form whose values are its PoolTerms. */
export function TermsFields() {
  return (
    <fieldset className="space-y-4">
      <legend className="mb-3 text-sm font-semibold text-soft">{t('Terms')}</legend>
      <NumberField
        hint={t(
          'How much more memory, processor, disk and traffic may be sold than was granted. 0 = nothing is oversold.',
        )}
        label={t('Oversell')}
        max={1000}
        min={0}
        name="oversellPercent"
        unit="%"
      />
      <SelectField
        hint={t('Orders that the pool has not enough for. What has no limit never fits a pool that has one.')}
        label={t('Beyond that')}
        name="overuse"
        options={OVERUSE.map((value) => ({ value, label: t(OVERUSE_WORDS[value]) }))}
        placeholder={t('Choose')}
      />
      <LimitNumberField fallback={100} label={t('Customers')} name="customers" />
      <BytesField
        fallback={16 * GIB}
        infinite
        label={t('Most memory of one guest')}
        name="guestMemoryBytes"
      />
      <LimitNumberField
        fallback={8000}
        label={t('Most processor of one guest')}
        name="guestMillicores"
        scale={1000}
        step={0.5}
        unit={t('CPUs')}
      />
      <BytesField fallback={100 * GIB} infinite label={t('Most disk of one guest')} name="guestDiskBytes" />
    </fieldset>
  )
}
