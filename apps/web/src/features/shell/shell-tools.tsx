'use client'

import { openedLater } from '@/ui/opened-later.tsx'
import type { ShellTool } from './use-shell-keys.ts'

const Palette = openedLater(() => import('../palette/palette.tsx').then((module) => module.Palette))
const ShortcutSheet = openedLater(() =>
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
