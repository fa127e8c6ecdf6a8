import type { ITheme } from '@xterm/xterm'
import { isDark, isHighContrast } from './theme.ts'

/** sRGB, since xterm parses colours itself; the backgrounds match the cards of globals.css. */
const DARK: ITheme = {
  background: '#12151d',
  foreground: '#e3e6ee',
  cursor: '#9db2ff',
  cursorAccent: '#12151d',
  selectionBackground: '#3a4568',
  black: '#2b303c',
  red: '#f28b82',
  green: '#8bd5a0',
  yellow: '#e9cf82',
  blue: '#93b4ff',
  magenta: '#d3a5f5',
  cyan: '#82d4de',
  white: '#d5d9e3',
  brightBlack: '#8a92a6',
  brightRed: '#ffa8a0',
  brightGreen: '#a9e6b9',
  brightYellow: '#f6e0a0',
  brightBlue: '#b3caff',
  brightMagenta: '#e3c2ff',
  brightCyan: '#a4e5ec',
  brightWhite: '#ffffff',
}

const LIGHT: ITheme = {
  background: '#ffffff',
  foreground: '#1c2130',
  cursor: '#3b48c9',
  cursorAccent: '#ffffff',
  selectionBackground: '#cdd6ff',
  black: '#1c2130',
  red: '#b3261e',
  green: '#1b7340',
  yellow: '#875a00',
  blue: '#2c50c7',
  magenta: '#8637ad',
  cyan: '#0d6f7d',
  white: '#5b6275',
  brightBlack: '#656c80',
  brightRed: '#c4362d',
  brightGreen: '#257d4b',
  brightYellow: '#8f6200',
  brightBlue: '#3d5fd6',
  brightMagenta: '#9443bd',
  brightCyan: '#177b89',
  brightWhite: '#3d4353',
}

type TerminalLook = { theme: ITheme; minimumContrastRatio: number }

/** In high contrast xterm makes what a program prints darker or lighter until it can be read. */
export function terminalLook(): TerminalLook {
  const theme = isDark() ? DARK : LIGHT
  if (!isHighContrast()) return { theme, minimumContrastRatio: 1 }
  const [background, foreground] = isDark() ? ['#000000', '#ffffff'] : ['#ffffff', '#000000']
  return { theme: { ...theme, background, foreground }, minimumContrastRatio: 7 }
}
