/** What happened to one guest, from every place that knows of it. */
export const TIMELINE_KINDS = ['hit', 'limit', 'act', 'console', 'operation', 'state'] as const
