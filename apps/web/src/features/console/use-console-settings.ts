'use client'

import { useEffect, useState } from 'react'
import { FONT_SIZES } from './console-toolbar.tsx'

const KEY = 'vserver.console'

type ConsoleSettings = { fontSize: number; screenReader: boolean }

const PLAIN: ConsoleSettings = { fontSize: FONT_SIZES.start, screenReader: false }

/** How this browser shows consoles. A browser that keeps nothing starts anew each time. */
export function useConsoleSettings() {
  const [settings, setSettings] = useState(PLAIN)
  // Not while it is drawn first: the server drew it without this browser's storage.
  useEffect(() => setSettings(readSettings()), [])
  const change = (part: Partial<ConsoleSettings>) => {
    const next = { ...settings, ...part }
    setSettings(next)
    try {
      localStorage.setItem(KEY, JSON.stringify(next))
    } catch {
      // Storage that is full or forbidden: the setting holds for this page.
    }
  }
  return { ...settings, change }
}

function readSettings(): ConsoleSettings {
  try {
    const { fontSize, screenReader } = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    const isSize = Number.isInteger(fontSize) && fontSize >= FONT_SIZES.min && fontSize <= FONT_SIZES.max
    return { fontSize: isSize ? fontSize : PLAIN.fontSize, screenReader: screenReader === true }
  } catch {
    return PLAIN
  }
}
