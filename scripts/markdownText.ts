/** Text as Markdown shows it: `<tenant-id>` would be taken for HTML, and hidden. */
export function markdownText(text: string): string {
  return text.replace(/[<*\\]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&');
}
