'use client'

import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { rich, t } from '@/language/t.ts'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Choice } from '@/ui/choice.tsx'
import { KeyHint } from '@/ui/key-hint.tsx'
import { isShortcut, SHORTCUTS } from '@/ui/shortcuts.ts'
import { Terminal, type TerminalHandle } from '@/ui/terminal.tsx'
import type { Cast } from './cast.ts'
import { clockTime } from './recording-words.ts'
import { ReplayText } from './replay-text.tsx'
import { SeekBar } from './seek-bar.tsx'
import { shortenSilence } from './shorten-silence.ts'
import { usePlayback } from './use-playback.ts'

const SPEEDS = ['0.5', '1', '2', '4', '8'] as const
const LONGEST_SILENCE_SECONDS = 2
const SKIP_SECONDS = 5
const FONT_SIZE = 13

/** A recording on a screen of its own, with its controls and its text. */
export function Player({ cast: whole, label }: { cast: Cast; label: string }) {
  const terminal = useRef<TerminalHandle>(null)
  const [isShort, setShort] = useState(true)
  const cast = useMemo(
    () => (isShort ? shortenSilence(whole, LONGEST_SILENCE_SECONDS) : whole),
    [whole, isShort],
  )
  const play = usePlayback(cast, terminal)
  const markers = useMemo(() => cast.events.filter(({ kind }) => kind === 'm'), [cast])
  // Before the terminal, which has the focus and would swallow them.
  const onKeyDown = (event: KeyboardEvent) => {
    const act = [
      { id: 'playOrPause', run: play.toggle } as const,
      { id: 'skipBack', run: () => play.skip(-SKIP_SECONDS) } as const,
      { id: 'skipForward', run: () => play.skip(SKIP_SECONDS) } as const,
    ].find(({ id }) => isShortcut(id, event))
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act.run()
  }
  return (
    <div className="space-y-5">
      <section
        aria-label={t('Replay')}
        className="overflow-hidden rounded-2xl border border-line bg-surface shadow-card"
      >
        <div className="overflow-auto bg-terminal p-3" onKeyDownCapture={onKeyDown}>
          <Terminal
            fontSize={FONT_SIZE}
            label={label}
            onReady={play.ready}
            readOnly
            ref={terminal}
            size={{ columns: whole.columns, rows: whole.rows }}
          />
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3 border-t border-line px-4 py-3">
          <Button
            icon={play.isPlaying ? 'stop' : 'start'}
            onClick={play.toggle}
            size="small"
            variant="primary"
          >
            {play.isPlaying ? t('Pause') : t('Play')}
          </Button>
          <SeekBar markers={markers} onSeek={play.seek} position={play.position} seconds={cast.seconds} />
          <span className="text-sm text-soft tabular-nums">
            {clockTime(play.position)} / {clockTime(cast.seconds)}
          </span>
          <Choice
            current={String(play.speed)}
            label={t('Speed')}
            onChange={(speed) => play.setSpeed(Number(speed))}
            options={SPEEDS.map((speed) => ({ id: speed as string, label: `${speed}×` }))}
          />
          <label className="flex items-center gap-2 text-sm">
            <input checked={isShort} onChange={() => setShort(!isShort)} type="checkbox" />
            {t('Skip silence')}
          </label>
        </div>
        <p className="border-t border-line px-4 py-2 text-[0.8125rem] text-faint max-sm:hidden">
          {rich('On the screen {space} plays and pauses, {arrows} skip five seconds.', {
            space: <KeyHint keys={SHORTCUTS.playOrPause.keys} />,
            arrows: (
              <>
                <KeyHint keys={SHORTCUTS.skipBack.keys} /> <KeyHint keys={SHORTCUTS.skipForward.keys} />
              </>
            ),
          })}
        </p>
      </section>
      <Card title={t('Text')}>
        <ReplayText cast={cast} onSeek={play.seek} />
      </Card>
    </div>
  )
}
