/** Told by a verb what it does now: percent from 0 to 100 and a few words. */
export type Progress = (percent: number, step: string) => void

export const silent: Progress = () => {}
