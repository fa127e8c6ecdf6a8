'use client'

import { GIB } from '@vserver/core/units'
import { t } from '@/language/t.ts'
import { BytesField } from '@/ui/bytes-field.tsx'
import { NumberField } from '@/ui/field.tsx'
import { LimitNumberField } from '@/ui/limit-number-field.tsx'
import { AdvancedLimits, NetworkSpeedFields } from './advanced-limits.tsx'
import { LimitHint } from './limit-hint.tsx'

/** The limits of a guest or a plan, inside any form whose values are a Limit. */
export function LimitFields() {
  return (
    <>
      <BytesField infinite label={t('Memory')} name="memoryBytes" />
      <LimitNumberField
        fallback={1000}
        hint={t('2 means two whole processors, 0.5 half of one.')}
        label={t('Processor')}
        name="cpuMillicores"
        scale={1000}
        step={0.05}
        unit="CPUs"
      />
      <NumberField
        hint={t('Share when guests compete: 100 is usual, 200 gets twice as much. From 1 to 10,000.')}
        label={t('Processor share')}
        max={10_000}
        min={1}
        name="cpuWeight"
      />
      <LimitNumberField fallback={256} label={t('Processes')} name="processes" />
      <BytesField
        fallback={10 * GIB}
        hint={
          <LimitHint
            field="diskBytes"
            text={t('Its own files; what it shares with its template and other guests does not count.')}
          />
        }
        infinite
        label={t('Disk')}
        name="diskBytes"
      />
      <LimitNumberField
        fallback={500_000}
        hint={<LimitHint field="inodes" text={t('Files and directories of its own.')} />}
        label={t('Inodes')}
        name="inodes"
      />
      <NetworkSpeedFields />
      <AdvancedLimits />
    </>
  )
}
