'use client'

import { t } from '@/language/t.ts'
import type { CastEvent } from './cast.ts'
import { clockTime } from './recording-words.ts'

const STEP_SECONDS = 0.1

/** The native range does keyboard and touch; markers lie above it. */
export function SeekBar({
  position,
  seconds,
  markers,
  onSeek,
}: {
  position: number
  seconds: number
  markers: readonly Pick<CastEvent, 'at' | 'data'>[]
  onSeek: (seconds: number) => void
}) {
  return (
    <div className="relative min-w-40 flex-1">
      <input
        aria-label={t('Position')}
        aria-valuetext={t('{position} of {length}', {
          position: clockTime(position),
          length: clockTime(seconds),
        })}
        className="w-full accent-accent"
        max={seconds}
        min={0}
        onChange={(event) => onSeek(event.target.valueAsNumber)}
        step={STEP_SECONDS}
        type="range"
        value={position}
      />
      <div aria-hidden="true" className="pointer-events-none absolute inset-x-2 top-0 h-1.5">
        {seconds > 0 &&
          markers.map(({ at, data }) => (
            <span
              className="absolute h-1.5 w-0.5 bg-warn"
              key={`${at} ${data}`}
              style={{ left: `${(at / seconds) * 100}%` }}
            />
          ))}
      </div>
    </div>
  )
}
