import { msg } from '@/language/t.ts'

/** What of a key event tells which keys are down. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

export type Shortcut = {
  /** As they are written on the keyboard; names are marked with msg(). */
  keys: readonly string[]
  macKeys?: readonly string[]
  fits: (pressed: Pressed, isMac: boolean) => boolean
}

/** Every key that the panel itself listens to: what handles them and what lists them read this table. */
export const SHORTCUTS = {
  palette: {
    keys: [msg('Ctrl'), 'K'],
    macKeys: ['⌘', 'K'],
    // On a Mac Ctrl+K deletes to the end of the line in every field.
    fits: (pressed, isMac) =>
      pressed.key.toLowerCase() === 'k' &&
      (isMac ? pressed.metaKey && !pressed.ctrlKey : pressed.ctrlKey && !pressed.metaKey) &&
      !pressed.altKey &&
      !pressed.shiftKey,
  },
  // Shift is part of both on some keyboards.
  search: { keys: ['/'], fits: (pressed) => pressed.key === '/' && isBare(pressed) },
  sheet: { keys: ['?'], fits: (pressed) => pressed.key === '?' && isBare(pressed) },
  /** Tab and Escape belong to the guest, so the way out needs its own chord. */
  leaveConsole: {
    keys: [msg('Ctrl'), msg('Shift'), '.'],
    fits: (pressed) => pressed.ctrlKey && pressed.shiftKey && pressed.code === 'Period',
  },
  findInConsole: {
    keys: [msg('Ctrl'), msg('Shift'), 'F'],
    fits: (pressed) => pressed.ctrlKey && pressed.shiftKey && pressed.code === 'KeyF',
  },
  playOrPause: { keys: [msg('Space')], fits: (pressed) => pressed.key === ' ' },
  skipBack: { keys: ['←'], fits: (pressed) => pressed.key === 'ArrowLeft' },
  skipForward: { keys: ['→'], fits: (pressed) => pressed.key === 'ArrowRight' },
  ruleUp: { keys: [msg('Alt'), '↑'], fits: (pressed) => pressed.altKey && pressed.key === 'ArrowUp' },
  ruleDown: { keys: [msg('Alt'), '↓'], fits: (pressed) => pressed.altKey && pressed.key === 'ArrowDown' },
} as const satisfies Record<string, Shortcut>

export type ShortcutId = keyof typeof SHORTCUTS

export function isShortcut(id: ShortcutId, pressed: Pressed, isMac = isMacKeyboard()): boolean {
  const { fits }: Shortcut = SHORTCUTS[id]
  return fits(pressed, isMac)
}

export function keysOf(id: ShortcutId, isMac: boolean): readonly string[] {
  const { keys, macKeys }: Shortcut = SHORTCUTS[id]
  return (isMac && macKeys) || keys
}

export function isMacKeyboard(): boolean {
  return typeof navigator !== 'undefined' && /^(Mac|iP)/.test(navigator.platform)
}

function isBare({ ctrlKey, metaKey, altKey }: Pressed): boolean {
  return !ctrlKey && !metaKey && !altKey
}
