'use client'

import type { GuestView } from '@/server/services/guest/model.ts'
import { MAIN_SPECS, MORE_SPECS } from '../metric/guest-specs.ts'
import { GuestCharts } from './guest-charts.tsx'

const ALL_SPECS = [...MAIN_SPECS, ...MORE_SPECS]

/** Every chart of a guest. */
export function HistoryCharts({ guest }: { guest: GuestView }) {
  return <GuestCharts guest={guest} specs={ALL_SPECS} />
}
