'use client'

import { useDeferredValue, useMemo, useState } from 'react'
import { t } from '@/language/t.ts'
import { INPUT_CLASS } from '@/ui/input-class.ts'
import type { Cast } from './cast.ts'
import { findInLines, type TextLine, textLines } from './cast-text.ts'
import { clockTime } from './recording-words.ts'

/** Of a very long recording the page shows no more; the file has all of it. */
const MOST_LINES = 2000

/** The recording as text: to search, to jump to a line, and for screen readers. */
export function ReplayText({ cast, onSeek }: { cast: Cast; onSeek: (seconds: number) => void }) {
  const [words, setWords] = useState('')
  const wanted = useDeferredValue(words)
  const lines = useMemo(() => textLines(cast), [cast])
  const found = wanted.trim() === '' ? lines : findInLines(lines, wanted)
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center gap-3">
        <label className="min-w-0 flex-1 basis-56">
          <span className="sr-only">{t('Search in the recording')}</span>
          <input
            className={INPUT_CLASS}
            onChange={(event) => setWords(event.target.value)}
            placeholder={t('Search in the recording')}
            type="search"
            value={words}
          />
        </label>
        <p className="text-sm text-soft" role="status">
          {foundWords(found.length, wanted)}
        </p>
      </div>
      <Lines lines={found} onSeek={onSeek} />
    </div>
  )
}

function Lines({ lines, onSeek }: { lines: readonly TextLine[]; onSeek: (seconds: number) => void }) {
  if (lines.length === 0) return null
  return (
    <ol
      aria-label={t('Text of the recording')}
      className="max-h-96 overflow-auto rounded-xl border border-line bg-raised/40 p-2 font-mono text-[0.8125rem]"
    >
      {lines.slice(0, MOST_LINES).map(({ at, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line may be there twice at one time, and none moves
        <li key={index}>
          <button
            className="flex w-full gap-3 rounded px-2 py-0.5 text-left hover:bg-raised"
            onClick={() => onSeek(at)}
            type="button"
          >
            <span className="shrink-0 text-faint tabular-nums">{clockTime(at)}</span>
            <span className="min-w-0 break-all whitespace-pre-wrap">{text}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}

function foundWords(count: number, words: string): string {
  const isSearch = words.trim() !== ''
  if (isSearch && count === 0) return t('Not found')
  if (isSearch) return t('Found in {count, plural, one {# line} other {# lines}}', { count })
  return count > MOST_LINES
    ? t('{count, plural, one {# line} other {# lines}}, the first {most} are shown', {
        count,
        most: MOST_LINES,
      })
    : t('{count, plural, one {# line} other {# lines}}', { count })
}
