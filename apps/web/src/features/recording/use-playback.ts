'use client'

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { TerminalHandle } from '@/ui/terminal.tsx'
import { type Cast, type CastEvent, sizeOf } from './cast.ts'
import { Playback } from './playback.ts'

const MILLISECONDS = 1000
/** After a tab was in the background, the next frame may come an hour later. */
const LONGEST_STEP_SECONDS = 0.25

/** Plays a cast on a terminal; `ready` is called when the terminal is there. */
export function usePlayback(cast: Cast, terminal: RefObject<TerminalHandle | null>) {
  const playback = useRef<Playback | null>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [speed, setSpeed] = useState(1)
  const [position, setPosition] = useState(0)

  const begin = useCallback(() => {
    const at = playback.current?.position ?? 0
    playback.current = new Playback(cast, screenOf(cast, terminal))
    playback.current.seek(at)
    setPosition(playback.current.position)
  }, [cast, terminal])

  useEffect(() => {
    if (playback.current && playback.current.cast !== cast) begin()
  }, [cast, begin])

  useEffect(() => {
    if (!isPlaying) return
    let before = performance.now()
    let frame = requestAnimationFrame(function step(now) {
      const seconds = Math.min(LONGEST_STEP_SECONDS, (now - before) / MILLISECONDS)
      before = now
      playback.current?.advance(seconds * speed)
      setPosition(playback.current?.position ?? 0)
      if (playback.current?.isOver) setPlaying(false)
      else frame = requestAnimationFrame(step)
    })
    return () => cancelAnimationFrame(frame)
  }, [isPlaying, speed])

  const seek = (seconds: number) => {
    playback.current?.seek(seconds)
    setPosition(playback.current?.position ?? 0)
  }
  return {
    ready: begin,
    isPlaying,
    position,
    speed,
    setSpeed,
    seek,
    skip: (seconds: number) => seek(position + seconds),
    toggle: () => {
      if (!isPlaying && playback.current?.isOver) seek(0)
      setPlaying(!isPlaying)
    },
  }
}

function screenOf(cast: Cast, terminal: RefObject<TerminalHandle | null>) {
  return {
    reset: () => {
      terminal.current?.reset()
      terminal.current?.resize({ columns: cast.columns, rows: cast.rows })
    },
    show: (events: readonly CastEvent[]) => {
      let output = ''
      for (const event of events) {
        if (event.kind === 'o') output += event.data
        const size = event.kind === 'r' ? sizeOf(event) : null
        if (!size) continue
        // What came before was printed in the former size.
        terminal.current?.write(output)
        output = ''
        terminal.current?.resize(size)
      }
      if (output !== '') terminal.current?.write(output)
    },
  }
}
