import type { NetworkMode } from '@vserver/core/network/model'
import { t } from '@/language/t.ts'
import type { Role } from '@/server/services/me/model.ts'
import type { GuestAddress } from '@/server/services/network/model.ts'

type Listed = Pick<GuestAddress, 'address' | 'family'>

/** The first of its family is the one the guest sends from; an only one is that too, and needs no badge. */
export function roleOfAddress(one: Listed, all: readonly Listed[]): 'only' | 'first' | 'other' {
  const family = all.filter(({ family: its }) => its === one.family)
  if (family.length === 1) return 'only'
  return family[0]?.address === one.address ? 'first' : 'other'
}

/** Why addresses cannot be given or taken; null = they can. */
export function addressDenied(role: Role, mode: NetworkMode): string | null {
  if (role === 'customer') return t('Your provider gives addresses; ask there for another.')
  if (role === 'support') return t('Only sellers give and take addresses.')
  return mode === 'none' ? t('A guest without a network has no addresses: change its network first.') : null
}
