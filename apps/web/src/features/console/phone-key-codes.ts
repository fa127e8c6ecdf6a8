import { msg } from '@/language/t.ts'

/** Source: xterm's control sequences, "PC-Style Function Keys". */
export const PHONE_KEYS = [
  { label: 'Esc', name: msg('Escape'), code: '\x1b' },
  { label: 'Tab', name: msg('Tab key'), code: '\t' },
  { label: '←', name: msg('Arrow left'), code: '\x1b[D' },
  { label: '↑', name: msg('Arrow up'), code: '\x1b[A' },
  { label: '↓', name: msg('Arrow down'), code: '\x1b[B' },
  { label: '→', name: msg('Arrow right'), code: '\x1b[C' },
  { label: 'Home', name: msg('Home key'), code: '\x1b[H' },
  { label: 'End', name: msg('End key'), code: '\x1b[F' },
  { label: '^C', name: msg('Interrupt'), code: '\x03' },
  { label: '^D', name: msg('End of input'), code: '\x04' },
] as const

/** What Ctrl makes of a key, null where it makes nothing. Source: ascii(7): the lower five bits. */
export function controlCode(key: string): string | null {
  const code = key.toUpperCase().charCodeAt(0)
  const isControllable = key.length === 1 && code >= 0x40 && code <= 0x5f
  return isControllable ? String.fromCharCode(code & 0x1f) : null
}
