export function Brand({ large = false }: { large?: boolean }) {
  const size = large ? 36 : 28
  return (
    <span className="inline-flex items-center gap-2.5">
      <svg aria-hidden="true" fill="none" height={size} viewBox="0 0 32 32" width={size}>
        <rect className="fill-accent" height="32" rx="9" width="32" />
        <path
          className="stroke-on-accent"
          d="M8 10.5h16M8 16h16M8 21.5h9"
          strokeLinecap="round"
          strokeWidth="2.8"
        />
        <circle className="fill-on-accent" cx="22.5" cy="21.5" r="1.9" />
      </svg>
      <span
        className={large ? 'text-2xl font-semibold tracking-tight' : 'text-lg font-semibold tracking-tight'}
      >
        VServer
      </span>
    </span>
  )
}
