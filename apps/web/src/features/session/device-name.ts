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
  if (!userAgent) return 'Unknown device'
  if (userAgent.startsWith(SSH)) return `SSH from ${userAgent.slice(SSH.length) || 'an unknown client'}`
  const browser = BROWSERS.find(([mark]) => userAgent.includes(mark))?.[1]
  const system = SYSTEMS.find(([mark]) => userAgent.includes(mark))?.[1]
  if (!browser) return system ? `A program on ${system}` : 'Unknown device'
  return system ? `${browser} on ${system}` : browser
}
