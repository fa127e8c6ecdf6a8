/** 0.125 → "13 %"; what is not nothing is not told as nothing. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 1) return '<1 %'
  return `${Math.round(percent)} %`
}
