/** A word or sentence with its first letter as a capital. Pure. */
export function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
