/** Stands for a guest that is not there any more. */
export const GONE = 'gone'
