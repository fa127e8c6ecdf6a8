/** Source: xterm's control sequences, "PC-Style Function Keys". */
export const PHONE_KEYS = [
  { label: 'Esc', name: 'Escape', code: '\x1b' },
  { label: 'Tab', name: 'Tab', code: '\t' },
  { label: '←', name: 'Left', code: '\x1b[D' },
  { label: '↑', name: 'Up', code: '\x1b[A' },
  { label: '↓', name: 'Down', code: '\x1b[B' },
  { label: '→', name: 'Right', code: '\x1b[C' },
  { label: 'Home', name: 'Home', code: '\x1b[H' },
  { label: 'End', name: 'End', code: '\x1b[F' },
  { label: '^C', name: 'Interrupt', code: '\x03' },
  { label: '^D', name: 'End of input', code: '\x04' },
] as const

/** What Ctrl makes of a key, null where it makes nothing. Source: ascii(7): the lower five bits. */
export function controlCode(key: string): string | null {
  const code = key.toUpperCase().charCodeAt(0)
  const isControllable = key.length === 1 && code >= 0x40 && code <= 0x5f
  return isControllable ? String.fromCharCode(code & 0x1f) : null
}
