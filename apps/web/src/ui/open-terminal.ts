import type { FitAddon } from '@xterm/addon-fit'
import type { SearchAddon } from '@xterm/addon-search'
import type { Terminal as Xterm } from '@xterm/xterm'
import { terminalLook } from './terminal-theme.ts'

export type TerminalSize = { columns: number; rows: number }

export type TerminalOptions = {
  label: string
  fontSize: number
  readOnly: boolean
  /** Keeps what is on the screen as text beside it, which screen readers can follow. */
  screenReader: boolean
  /** Null: as large as its box. */
  size: TerminalSize | null
  onLink: (address: string) => void
}

export type OpenTerminal = { terminal: Xterm; fit: FitAddon; search: SearchAddon }

const SCROLLBACK_LINES = 10_000

/** xterm.js and its addons, loaded in the browser only. Null: the box has gone meanwhile. */
export async function openTerminal(
  box: HTMLDivElement | null,
  options: TerminalOptions,
): Promise<OpenTerminal | null> {
  const [{ Terminal: XtermClass }, { FitAddon: Fit }, { SearchAddon: Search }, { WebLinksAddon: Links }] =
    await Promise.all([
      import('@xterm/xterm'),
      import('@xterm/addon-fit'),
      import('@xterm/addon-search'),
      import('@xterm/addon-web-links'),
      document.fonts.ready,
    ])
  if (!box) return null
  const terminal = new XtermClass({
    // The addon for searching marks what it found with decorations.
    allowProposedApi: true,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    disableStdin: options.readOnly,
    fontFamily: `${getComputedStyle(document.documentElement).getPropertyValue('--font-geist-mono') || 'ui-monospace'}, monospace`,
    fontSize: options.fontSize,
    lineHeight: 1.2,
    // A guest that prints binary would fill the browser's own console with errors of parsing.
    logLevel: 'off',
    // Addresses that a program hides behind words (OSC 8).
    linkHandler: { activate: (_event, address) => options.onLink(address) },
    screenReaderMode: options.screenReader,
    scrollback: SCROLLBACK_LINES,
    ...terminalLook(),
    ...(options.size ? { cols: options.size.columns, rows: options.size.rows } : {}),
  })
  const fit = new Fit()
  const search = new Search()
  terminal.loadAddon(fit)
  terminal.loadAddon(search)
  terminal.loadAddon(new Links((_event, address) => options.onLink(address)))
  terminal.open(box)
  terminal.textarea?.setAttribute('aria-label', options.label)
  if (!options.size) fit.fit()
  await drawByGraphicsCard(terminal)
  return { terminal, fit, search }
}

/** False where pages would draw in software, which is slower than the browser's own text. */
export function hasGraphicsCard(): boolean {
  const probe = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true })
  probe?.getExtension('WEBGL_lose_context')?.loseContext()
  return probe !== null
}

async function drawByGraphicsCard(terminal: Xterm): Promise<void> {
  if (!hasGraphicsCard()) return
  try {
    const { WebglAddon } = await import('@xterm/addon-webgl')
    const addon = new WebglAddon()
    // A card that was reset or that is short of memory; without the addon the text is drawn as before.
    addon.onContextLoss(() => addon.dispose())
    terminal.loadAddon(addon)
  } catch {
    // The browser promised more than it keeps.
  }
}

/** All lines that are still there, as plain text. */
export function transcriptOf(terminal: Xterm): string {
  const { active } = terminal.buffer
  const lines: string[] = []
  for (let at = 0; at < active.length; at++) {
    const line = active.getLine(at)
    if (!line) continue
    const text = line.translateToString(true)
    if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += text
    else lines.push(text)
  }
  return `${lines.join('\n').trimEnd()}\n`
}
