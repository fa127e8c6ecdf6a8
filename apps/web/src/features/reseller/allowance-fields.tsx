'use client'

import { GIB } from '@vserver/core/units'
import { BytesField } from '@/ui/bytes-field.tsx'
import { LimitNumberField } from '@/ui/limit-number-field.tsx'

export const START_ALLOWANCES = {
  guests: 20,
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
      <LimitNumberField fallback={START_ALLOWANCES.guests} label="Guests" name="guests" />
      <BytesField infinite label="Memory" name="memoryBytes" />
      <LimitNumberField
        fallback={START_ALLOWANCES.cpuMillicores}
        label="Processor"
        name="cpuMillicores"
        scale={1000}
        step={0.5}
        unit="CPUs"
      />
      <BytesField infinite label="Disk" name="diskBytes" />
      <LimitNumberField fallback={1_000_000} label="Inodes" name="inodes" />
      <LimitNumberField fallback={START_ALLOWANCES.addresses4} label="IPv4 addresses" name="addresses4" />
      <LimitNumberField fallback={START_ALLOWANCES.addresses6} label="IPv6 addresses" name="addresses6" />
      <BytesField infinite label="Traffic a month" name="trafficBytes" />
    </>
  )
}
