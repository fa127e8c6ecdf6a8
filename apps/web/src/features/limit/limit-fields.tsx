'use client'

import { GIB } from '@vserver/core/units'
import { BytesField } from '@/ui/bytes-field.tsx'
import { NumberField } from '@/ui/field.tsx'
import { LimitNumberField } from '@/ui/limit-number-field.tsx'
import { AdvancedLimits, NetworkSpeedFields } from './advanced-limits.tsx'
import { LimitHint } from './limit-hint.tsx'

/** The limits of a guest or a plan, inside any form whose values are a Limit. */
export function LimitFields() {
  return (
    <>
      <BytesField infinite label="Memory" name="memoryBytes" />
      <LimitNumberField
        fallback={1000}
        hint="2 means two whole processors, 0.5 half of one."
        label="Processor"
        name="cpuMillicores"
        scale={1000}
        step={0.05}
        unit="CPUs"
      />
      <NumberField
        hint="Share when guests compete: 100 is usual, 200 gets twice as much. From 1 to 10,000."
        label="Processor share"
        max={10_000}
        min={1}
        name="cpuWeight"
      />
      <LimitNumberField fallback={256} label="Processes" name="processes" />
      <BytesField
        fallback={10 * GIB}
        hint={
          <LimitHint
            field="diskBytes"
            text="Its own files; what it shares with its template and other guests does not count."
          />
        }
        infinite
        label="Disk"
        name="diskBytes"
      />
      <LimitNumberField
        fallback={500_000}
        hint={<LimitHint field="inodes" text="Files and directories of its own." />}
        label="Inodes"
        name="inodes"
      />
      <NetworkSpeedFields />
      <AdvancedLimits />
    </>
  )
}
