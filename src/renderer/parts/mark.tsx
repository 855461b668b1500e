/** The mark: a fermata, the sign in a score that announces a cadenza. Decoration; the name beside it is text. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
      <path d="M2.5 17.2C2.5 10.6 6.7 6 12 6s9.5 4.6 9.5 11.2C19.7 12.5 16.3 9.9 12 9.9s-7.7 2.6-9.5 7.3Z" />
      <circle cx="12" cy="16.2" r="2.6" />
    </svg>
  )
}
