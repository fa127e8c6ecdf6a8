'use client'

import { GIB } from '@vserver/core/units'
import { t } from '@/language/t.ts'
import { BytesField } from '@/ui/bytes-field.tsx'
import { LimitNumberField } from '@/ui/limit-number-field.tsx'

export const START_ALLOWANCES = {
  guests: 20,
  runningGuests: null,
  memoryBytes: 16 * GIB,
  cpuMillicores: 16_000,
  diskBytes: null,
  inodes: null,
  addresses4: 20,
  addresses6: 20,
  trafficBytes: null,
}

/** What a reseller may reserve for its guests, all together. */
export function AllowanceFields() {
  return (
    <>
      <LimitNumberField fallback={START_ALLOWANCES.guests} label={t('Guests')} name="guests" />
      <LimitNumberField
        fallback={START_ALLOWANCES.guests}
        label={t('Guests that run at once')}
        name="runningGuests"
      />
      <BytesField infinite label={t('Memory')} name="memoryBytes" />
      <LimitNumberField
        fallback={START_ALLOWANCES.cpuMillicores}
        label={t('Processor')}
        name="cpuMillicores"
        scale={1000}
        step={0.5}
        unit={t('CPUs')}
      />
      <BytesField infinite label={t('Disk')} name="diskBytes" />
      <LimitNumberField fallback={1_000_000} label={t('Inodes')} name="inodes" />
      <LimitNumberField
        fallback={START_ALLOWANCES.addresses4}
        label={t('IPv4 addresses')}
        name="addresses4"
      />
      <LimitNumberField
        fallback={START_ALLOWANCES.addresses6}
        label={t('IPv6 addresses')}
        name="addresses6"
      />
      <BytesField infinite label={t('Traffic a month')} name="trafficBytes" />
    </>
  )
}
