import { ACCOUNTING_ROWS, DISK_ROWS } from './accounting.ts'
import { CAPABILITY_ROWS } from './capabilities.ts'
import { CONTEXT_CAPABILITY_ROWS } from './context-capabilities.ts'
import { CONTEXT_FLAGS } from './context-flags.ts'
import { FILE_ROWS } from './files.ts'
import { IDENTITY_ROWS } from './identity.ts'
import { LIMIT_ROWS } from './limits.ts'
import { type Section, toRows } from './model.ts'
import { NETWORK_ROWS } from './network.ts'
import { SCHEDULER_ROWS } from './scheduler.ts'
import { SPACE_ROWS } from './spaces.ts'
import { CONTEXT_ROWS, INIT_ROWS } from './start.ts'
import { HELPER_ROWS } from './vshelper.ts'

export { FITS, type Fit, KERNEL_FLOOR, type Row, type Section } from './model.ts'

/** What Linux-VServer had, and what stands for it here. */
export const SECTIONS: readonly Section[] = [
  CONTEXT_FLAGS,
  CONTEXT_CAPABILITY_ROWS,
  CAPABILITY_ROWS,
  NETWORK_ROWS,
  SPACE_ROWS,
  FILE_ROWS,
  LIMIT_ROWS,
  SCHEDULER_ROWS,
  ACCOUNTING_ROWS,
  DISK_ROWS,
  IDENTITY_ROWS,
  HELPER_ROWS,
  INIT_ROWS,
  CONTEXT_ROWS,
]

export const ROWS = SECTIONS.flatMap(toRows)
