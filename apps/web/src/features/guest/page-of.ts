/** What is no page is the first. */
export function pageOf(text: string | null | undefined): number {
  const page = Number(text)
  return Number.isSafeInteger(page) && page >= 1 ? page : 1
}
