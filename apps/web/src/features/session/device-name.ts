import { t } from '@/language/t.ts'

/** In this order: Edge and Opera call themselves Chrome, Chrome calls itself Safari. */
const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const

const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['Linux', 'Linux'],
] as const

/** How the gateway names the clients of its connections. */
const SSH = 'SSH '

/** "Firefox on Linux": enough to know one's own device again. */
export function deviceName(userAgent: string | null): string {
  if (!userAgent) return t('Unknown device')
  if (userAgent.startsWith(SSH)) {
    const client = userAgent.slice(SSH.length)
    return client ? t('SSH from {client}', { client }) : t('SSH from an unknown client')
  }
  const browser = BROWSERS.find(([mark]) => userAgent.includes(mark))?.[1]
  const system = SYSTEMS.find(([mark]) => userAgent.includes(mark))?.[1]
  if (!browser) return system ? t('A program on {system}', { system }) : t('Unknown device')
  return system ? t('{browser} on {system}', { browser, system }) : browser
}
