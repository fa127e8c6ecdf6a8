import type { InitStyle } from '@vserver/core/guest/model'
import { msg, type Words } from '@/language/t.ts'

export const INIT_STYLE_WORDS = {
  systemd: msg('systemd'),
  sysv: msg('System V init'),
  openrc: msg('OpenRC'),
  plain: msg('Small init that runs rc scripts'),
  single: msg('One program, no init'),
} as const satisfies Record<InitStyle, Words>
