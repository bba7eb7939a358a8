/** The product's mark: a board with one row that is live. Decorative; the word beside it names the product. */
export function BrandMark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-accent-6)" />
      <rect x="7" y="8" width="12" height="3.5" rx="1.75" fill="#fff" />
      <rect x="7" y="14.25" width="18" height="3.5" rx="1.75" fill="#fff" fillOpacity=".75" />
      <rect x="7" y="20.5" width="8" height="3.5" rx="1.75" fill="#fff" />
      <circle cx="22.5" cy="22.25" r="2.75" fill="#7ef0ae" />
    </svg>
  );
}
