'use client'

import dynamic from 'next/dynamic'
import type { ShellTool } from './use-shell-keys.ts'

// Loaded at their first opening: no page needs them to be read.
const Palette = dynamic(() => import('../palette/palette.tsx').then((module) => module.Palette))
const ShortcutSheet = dynamic(() =>
  import('../palette/shortcut-sheet.tsx').then((module) => module.ShortcutSheet),
)

export function ShellTools({
  tool,
  onTool,
}: {
  tool: ShellTool | null
  onTool: (tool: ShellTool | null) => void
}) {
  const close = () => onTool(null)
  if (tool === 'palette') return <Palette onClose={close} onSheet={() => onTool('sheet')} />
  return tool === 'sheet' && <ShortcutSheet onClose={close} />
}
