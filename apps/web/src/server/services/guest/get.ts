import type { ServiceContext } from '../../context.ts'
import type { ScopedGuest } from './in-scope.ts'
import type { GuestView } from './model.ts'
import { toGuestView } from './view.ts'

export async function getGuest(ctx: ServiceContext, guest: ScopedGuest): Promise<GuestView> {
  return toGuestView(ctx, guest)
}
