/** Writes a moment for people, of seconds since 1970. Dates end in the year 275760; bounds of a window do not. */
export function toDate(seconds: number): string {
  if (seconds > 8_640_000_000_000) return `second ${seconds}`
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ').concat(' UTC')
}
