const LIFE_ASKS = ['rename', 'transfer', 'suspend', 'reinstall'] as const

/** Acts on a guest that have a dialog of their own. */
export type LifeAsk = (typeof LIFE_ASKS)[number]

export function isLifeAsk(asking: string | null): asking is LifeAsk {
  return LIFE_ASKS.some((ask) => ask === asking)
}
