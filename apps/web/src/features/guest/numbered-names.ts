/** Where the number goes, with as many digits at least; without one it goes to the end. */
const PLACE = /#+/

/** "web-##" from 9 on, twice: "web-09", "web-10". */
export function numberedNames(
  pattern: string,
  { first, count }: { first: number; count: number },
): readonly string[] {
  const place = PLACE.test(pattern) ? pattern : `${pattern}#`
  return Array.from({ length: count }, (_, i) =>
    place.replace(PLACE, (run) => String(first + i).padStart(run.length, '0')),
  )
}
