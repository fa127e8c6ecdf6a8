'use client'

import type { GuestView } from '@/server/services/guest/model.ts'
import { MAIN_SPECS } from '../metric/guest-specs.ts'
import { SlowCard } from '../slow/slow-card.tsx'
import { GuestCharts } from './guest-charts.tsx'

/** Why a guest is slow, and what its owner looks at first. */
export function GuestInsight({ guest }: { guest: GuestView }) {
  return (
    <>
      <SlowCard guest={guest} />
      <GuestCharts guest={guest} specs={MAIN_SPECS} />
    </>
  )
}
