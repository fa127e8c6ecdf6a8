/**
 * Text to look for as it is. Prisma leaves `contains`, and `equals` without case, to ILIKE, to whom these are signs.
 * Source: PostgreSQL, Pattern Matching.
 */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
