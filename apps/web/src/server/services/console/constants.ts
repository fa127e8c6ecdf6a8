/** WebSocket close codes that tell the browser not to try again with the same sign-in or guest. */
export const CLOSE = {
  badRequest: 4400,
  revoked: 4401,
  forbidden: 4403,
  notFound: 4404,
  /** Nobody typed for as long as the role may be idle. */
  idle: 4408,
  /** Somebody who may has ended it. */
  ended: 4410,
  /** An observer who did not keep up; it may come again. */
  lagging: 4413,
  tooMany: 4429,
  hostGone: 4502,
} as const
