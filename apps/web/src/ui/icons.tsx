import type { ReactNode } from 'react'
import { Outline, RESTART, WARNING } from './outline.tsx'

/** Drawn for this panel; decoration only, the text beside them carries the meaning. */
const PATHS = {
  home: <path d="M4 11.5 12 5l8 6.5M6.5 10v9h11v-9" />,
  guests: <path d="M4 6h16v5H4zM4 14h16v5H4zM7.5 8.5h.01M7.5 16.5h.01M11 8.5h5M11 16.5h5" />,
  customers: (
    <path d="M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11ZM3 19.5c.4-3.4 2.7-5.2 6-5.2s5.6 1.8 6 5.2M16 5a3 3 0 0 1 0 5.8M17.5 14.6c2 .6 3.2 2.2 3.5 4.9" />
  ),
  team: (
    <path d="M12 10.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM6.5 19.5c.3-3.6 2.4-5.5 5.5-5.5s5.2 1.9 5.5 5.5M5.5 12.5a2.2 2.2 0 1 1 1-4.2M2.5 18c.2-1.9 1-3.1 2.3-3.7M18.5 12.5a2.2 2.2 0 1 0-1-4.2M21.5 18c-.2-1.9-1-3.1-2.3-3.7" />
  ),
  plans: <path d="m12 4 8.5 4.5L12 13 3.5 8.5zM4 12.5l8 4.3 8-4.3M4 16.2l8 4.3 8-4.3" />,
  planner: <path d="M5 20V10M12 20V4M19 20v-7M3 10h4M10 7h4M17 13h4" />,
  resellers: <path d="M4 9.5 5.5 5h13L20 9.5M4 9.5h16M5.5 9.5V19h13V9.5M10 19v-5h4v5" />,
  ledger: <path d="M6 4h12v16H6zM9.5 4v16M12.5 8.5h3M12.5 12h3M12.5 15.5h3" />,
  hosts: <path d="M5 4h14v16H5zM8.5 8h7M8.5 11.5h7M12 16.5h.01" />,
  storage: (
    <path d="M12 9.5c4.1 0 7.5-1.3 7.5-3S16.1 3.5 12 3.5 4.5 4.8 4.5 6.5s3.4 3 7.5 3ZM4.5 6.5v11c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3v-11M4.5 12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3" />
  ),
  templates: <path d="M12 3.5 20 8v8l-8 4.5L4 16V8zM4 8l8 4.5L20 8M12 12.5v8" />,
  operations: <path d="M12 20a8 8 0 1 0-8-8M4 20v-4h4M12 8v4.3l2.8 1.7" />,
  alerts: <path d="M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 2H5zM10.5 21h3M12 5.5V3.5" />,
  audit: <path d="M7 4h7l4 4v12H7zM14 4v4h4M10 12h5M10 15.5h5" />,
  sessions: <path d="M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9h-13zM12 14.5v2" />,
  console: <path d="M4 5h16v14H4zM7.5 9.5l3 2.5-3 2.5M12.5 15h4" />,
  search: <path d="M11 17.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM20 20l-4.3-4.3" />,
  plus: <path d="M12 5v14M5 12h14" />,
  smaller: <path d="m4 18 5.5-13L15 18M6 13.5h7M17 9h5" />,
  larger: <path d="m3 18 5.5-13L14 18M5 13.5h7M16 9h6M19 6v6" />,
  close: <path d="m6 6 12 12M18 6 6 18" />,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  chevron: <path d="m9 6 6 6-6 6" />,
  up: <path d="m6 15 6-6 6 6" />,
  down: <path d="m6 9 6 6 6-6" />,
  more: <path d="M6 12h.01M12 12h.01M18 12h.01" strokeWidth="2.6" />,
  menu: <path d="M4 7h16M4 12h16M4 17h16" />,
  start: <path d="M8 5.5v13l10.5-6.5z" />,
  pause: <path d="M9 6.5v11M15 6.5v11" strokeWidth="2.4" />,
  stop: <path d="M6.5 6.5h11v11h-11z" />,
  restart: RESTART,
  kill: <path d="M13 3 5 13.5h6L10 21l9-11h-6.5z" />,
  trash: <path d="M5 7h14M9.5 7V4.5h5V7M7 7l.8 13h8.4L17 7M10.5 11v5M13.5 11v5" />,
  copy: <path d="M9 9h11v11H9zM5 15H4V4h11v1" />,
  paste: <path d="M8.5 5H6v15h12V5h-2.5M8.5 3.5h7v3h-7z" />,
  expand: <path d="M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5" />,
  warning: WARNING,
  info: <path d="M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 11v5.5M12 8h.01" />,
  sun: (
    <path d="M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4" />
  ),
  moon: <path d="M20 14.5A8.3 8.3 0 0 1 9.5 4 8.3 8.3 0 1 0 20 14.5Z" />,
  contrast: (
    <>
      <path d="M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Z" />
      <path d="M12 3.5v17a8.5 8.5 0 0 0 0-17Z" fill="currentColor" />
    </>
  ),
  system: <path d="M4 5h16v11H4zM9 20h6M12 16v4" />,
  signOut: <path d="M14 5H5v14h9M10.5 12H20M16.5 8.5 20 12l-3.5 3.5" />,
  undo: <path d="M9 14 4.5 9.5 9 5M5 9.5h9a5 5 0 0 1 0 10h-3" />,
  addresses: (
    <path d="M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM3.5 12h17M12 3.5c3 3.2 3 13.8 0 17M12 3.5c-3 3.2-3 13.8 0 17" />
  ),
  wrench: (
    <path d="M14.5 6.5a4 4 0 0 1 5-1L16.7 8.3l1 1 2.8-2.8a4 4 0 0 1-5.5 5L8 18.5 5.5 16l7-7a4 4 0 0 1 2-2.5Z" />
  ),
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof PATHS

export function Icon({ name, ...look }: { name: IconName; size?: number; className?: string }) {
  return <Outline {...look}>{PATHS[name]}</Outline>
}
