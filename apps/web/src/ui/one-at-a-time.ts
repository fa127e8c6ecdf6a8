/** Of work that is asked for again while it is under way, the second wish is the same wish. */
export function oneAtATime(): (work: () => Promise<void>) => void {
  let isBusy = false
  return (work) => {
    if (isBusy) return
    isBusy = true
    void work().finally(() => {
      isBusy = false
    })
  }
}
