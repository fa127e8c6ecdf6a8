'use client'

import { useSyncExternalStore } from 'react'
import { t } from '@/language/t.ts'
import { noKeysReason } from './browser-key.ts'

const never = () => () => undefined
const inBrowser = () => noKeysReason({ hostname: location.hostname, isSecureContext: window.isSecureContext })

/** Known in the browser only; the server's page does not offer them yet. */
export function useNoKeysReason(): string | null {
  return useSyncExternalStore(never, inBrowser, () => t('The page is still loading.'))
}
