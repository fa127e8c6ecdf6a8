export const INPUT_CLASS =
  'h-10 w-full min-w-0 rounded-lg border border-edge/70 bg-surface px-3 text-ink text-ellipsis shadow-card transition-colors hover:border-edge focus-visible:outline-offset-0 disabled:bg-raised disabled:text-faint aria-invalid:border-bad max-sm:text-base'

/** The browser's arrow sits too close to the edge; ours is drawn in the text's own colour. */
export const SELECT_CLASS =
  'appearance-none bg-[image:linear-gradient(45deg,transparent_50%,currentColor_50%),linear-gradient(135deg,currentColor_50%,transparent_50%)] bg-[position:right_1.1rem_center,right_0.8rem_center] bg-[size:5px_5px] bg-no-repeat pr-9'
